"""notebook.py: executes one notebook with nbclient, cell by cell, and writes it executed and as a page.

Standard input: {"input", "output", "html" | null, "kernel", "cwd", "timeout" (seconds a cell)}.
Standard output: a JSON line a cell, {"cell", "of", "seconds", "title"}, and at last {"done": true} or
{"failed": {"cell", "source", "ename", "evalue", "traceback"}}. A failed notebook is written too, up to the failure.
"""

import json
import os
import pathlib
import re
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter

LANGUAGE = {"file_extension": ".ts", "mimetype": "text/typescript", "name": "typescript"}


def say(record):
    print(json.dumps(record), flush=True)


def write_whole(path, text):
    """A reader finds the old file or the new one."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def clean(notebook, kernel):
    """Only what a reader needs: what changes from run to run would fill every diff."""
    spec = {"display_name": "TypeScript (LSLM)", "language": "typescript", "name": kernel}
    notebook.metadata = nbformat.from_dict({"kernelspec": spec, "language_info": LANGUAGE})
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k in ("tags", "jupyter")})
        for output in cell.get("outputs", []):
            output.pop("transient", None)


def page_of(notebook, title):
    """The notebook as one HTML file. It reaches out for nothing, except for MathJax where there are formulas."""
    exporter = HTMLExporter(exclude_input_prompt=True, exclude_output_prompt=True)
    page, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": title}})
    has_formulas = any("$" in cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    unneeded = "require" if has_formulas else "require|mathjax"
    return re.sub(rf'<script src="https?://[^"]*(?:{unneeded})[^"]*"[^>]*>\s*</script>', "", page, flags=re.IGNORECASE)


def first_line(source):
    lines = [line.strip("/# ") for line in source.splitlines() if line.strip()]
    return lines[0] if lines else ""


class Runner(NotebookClient):
    """nbclient that tells of every code cell when it ends."""

    async def async_execute_cell(self, cell, cell_index, **options):
        start = time.monotonic()
        self.current = cell_index
        result = await super().async_execute_cell(cell, cell_index, **options)
        if cell.cell_type == "code" and cell.source.strip():
            seconds = round(time.monotonic() - start, 3)
            say({"cell": cell_index, "of": len(self.nb.cells), "seconds": seconds, "title": first_line(cell.source)})
        return result


def failure(notebook, index, error):
    cell = notebook.cells[index]
    outputs = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    known = outputs[-1] if outputs else {"ename": type(error).__name__, "evalue": str(error), "traceback": []}
    fields = {name: known[name] for name in ("ename", "evalue", "traceback")}
    return {"cell": index, "source": cell.source, **fields}


def main():
    order = json.load(sys.stdin)
    notebook = nbformat.read(order["input"], as_version=4)
    runner = Runner(
        notebook,
        kernel_name=order["kernel"],
        timeout=order["timeout"],
        record_timing=False,
        resources={"metadata": {"path": order["cwd"]}},
    )
    failed = None
    try:
        runner.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        failed = failure(notebook, runner.current, error)
    clean(notebook, order["kernel"])
    write_whole(order["output"], nbformat.writes(notebook) + "\n")
    if order["html"]:
        write_whole(order["html"], page_of(notebook, order["title"]))
    say({"failed": failed} if failed else {"done": True})


main()
