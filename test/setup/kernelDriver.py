"""Drives the TypeScript kernel as a notebook front end does; prints what came back as JSON.

Standard input: {"kernel": name, "cwd": folder, "mode": "cells" | "together" | "orphan", "cells": [{"code", "stop_on_error"?, "interrupt_after"?}]}
Standard output: a list, one entry a cell: {"status", "count", "input_count", "stdout", "stderr", "error", "displays", "results", "seconds"}.
In mode "together" all cells are sent before the first has ended. In mode "orphan" the last cell is sent, the kernel's
process number is printed, and this process kills itself.
"""

import json
import os
import signal
import sys
import time
from queue import Empty

from jupyter_client.manager import KernelManager

TIMEOUT = 60


def collect(client, identifiers, interrupt_after=None, manager=None):
    """Everything that requests lead to, up to the last `idle`; by request, because cells sent together overlap."""
    empty = {"stdout": "", "stderr": "", "error": None, "messages": 0, "input_count": None}
    answers = {identifier: {**empty, "displays": [], "results": []} for identifier in identifiers}
    waiting = set(identifiers)
    start = time.monotonic()
    interrupted = False
    while waiting:
        if interrupt_after is not None and not interrupted and time.monotonic() - start >= interrupt_after:
            manager.interrupt_kernel()
            interrupted = True
        if time.monotonic() - start > TIMEOUT:
            raise TimeoutError(f"no end within {TIMEOUT} s; so far: {answers}")
        try:
            message = client.get_iopub_msg(timeout=0.1)
        except Empty:
            continue
        identifier = message["parent_header"].get("msg_id")
        if identifier not in answers:
            continue
        found = answers[identifier]
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            found[content["name"]] += content["text"]
            found["messages"] += 1
        elif kind == "error":
            found["error"] = content
        elif kind == "display_data":
            found["displays"].append(content["data"])
        elif kind == "execute_result":
            found["results"].append(content["data"])
        elif kind == "execute_input":
            found["input_count"] = content["execution_count"]
        elif kind == "status" and content["execution_state"] == "idle":
            found["seconds"] = time.monotonic() - start
            waiting.discard(identifier)
    return [answers[identifier] for identifier in identifiers]


def replies(client, identifiers):
    found = {}
    while len(found) < len(identifiers):
        message = client.get_shell_msg(timeout=TIMEOUT)
        content = message["content"]
        if message["parent_header"].get("msg_id") in identifiers:
            count = content.get("execution_count")
            found[message["parent_header"]["msg_id"]] = {"status": content["status"], "count": count}
    return [found[identifier] for identifier in identifiers]


def main():
    order = json.load(sys.stdin)
    manager = KernelManager(kernel_name=order["kernel"])
    manager.start_kernel(cwd=order["cwd"])
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=TIMEOUT)
        cells = order["cells"]

        def send(cell):
            return client.execute(cell["code"], stop_on_error=cell.get("stop_on_error", True))

        if order["mode"] == "orphan":
            for cell in cells[:-1]:
                collect(client, [send(cell)])
            send(cells[-1])
            time.sleep(1)
            print(manager.provisioner.pid, flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
        groups = [cells] if order["mode"] == "together" else [[cell] for cell in cells]
        answers = []
        for group in groups:
            identifiers = [send(cell) for cell in group]
            found = collect(client, identifiers, group[0].get("interrupt_after"), manager)
            answers += [{**output, **end} for output, end in zip(found, replies(client, identifiers))]
        started = time.monotonic()
        pid = manager.provisioner.pid
        client.shutdown()
        while manager.is_alive() and time.monotonic() - started < 20:
            time.sleep(0.05)
        json.dump({"cells": answers, "pid": pid, "shutdown_seconds": time.monotonic() - started}, sys.stdout)
    finally:
        client.stop_channels()
        if manager.has_kernel:
            manager.shutdown_kernel(now=True)


main()
