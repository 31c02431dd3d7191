// Executes a notebook outside JupyterLab: nbclient drives the TypeScript kernel, nbconvert makes a page of the result.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { StoppedError, UserError } from "../errors";

const ROOT = resolve(__dirname, "../..");
/** Time that nbclient has to shut the kernel down after a stop. */
const STOP_MS = 10_000;

/** A cell of a notebook threw, or its kernel ended. The message names notebook, cell and error. */
export class NotebookError extends Error {
  override name = "NotebookError";
  /**
   * @param cell index among all cells, from 0
   * @param source the cell's code
   * @param ename class of the error that the cell threw
   * @param traceback lines as the notebook shows them
   */
  constructor(
    message: string,
    readonly cell: number,
    readonly source: string,
    readonly ename: string,
    readonly traceback: readonly string[],
  ) {
    super(message);
  }
}

export interface CellDone {
  /** index of the code cell among all cells, from 0 */
  cell: number;
  /** number of all cells */
  of: number;
  seconds: number;
  /** first line of the cell's code */
  title: string;
}

export interface NotebookOptions {
  /** where the executed notebook goes */
  output: string;
  /** where the page goes; none by default. Its figures are PNGs inside the page. */
  html?: string;
  /** profile that the notebook sees as LSLM_PROFILE */
  profile?: string;
  /** further environment variables of the kernel */
  env?: Record<string, string>;
  /** longest time for one cell, seconds */
  timeout?: number;
  signal?: AbortSignal;
  onCell?: (cell: CellDone) => void;
}

interface Failure {
  cell: number;
  source: string;
  ename: string;
  evalue: string;
  traceback: string[];
}
type Line = CellDone | { done: true } | { failed: Failure };

/** What every Jupyter program of this repository sees: .venv alone, nothing of the user's home. */
export function jupyterEnvironment(): NodeJS.ProcessEnv {
  const own = join(ROOT, ".venv/var/jupyter");
  return {
    ...process.env,
    JUPYTER_PREFER_ENV_PATH: "1",
    JUPYTER_NO_CONFIG: "1",
    JUPYTER_CONFIG_DIR: join(own, "config"),
    JUPYTER_DATA_DIR: join(own, "data"),
    JUPYTER_RUNTIME_DIR: join(own, "runtime"),
    IPYTHONDIR: join(own, "ipython"),
    PYTHONNOUSERSITE: "1",
  };
}

/**
 * Executes a notebook from a fresh kernel and writes it with its outputs, also when a cell fails (up to that cell).
 * @param input path of the `.ipynb`
 * @returns the code cells in order, with their seconds
 * @throws NotebookError when a cell throws; StoppedError when `signal` fires; UserError when something is missing
 */
export async function executeNotebook(input: string, options: NotebookOptions): Promise<CellDone[]> {
  const python = join(ROOT, ".venv/bin/python");
  if (!existsSync(input)) throw new UserError(`there is no notebook ${input}; give the path of an .ipynb file`);
  if (!existsSync(python)) throw new UserError("Jupyter is not installed in .venv; run `npm run setup`");
  if (options.signal?.aborted) throw new StoppedError(`stopped before ${basename(input)} began`);
  const child = spawn(python, [join(__dirname, "notebook.py")], {
    cwd: ROOT,
    env: {
      ...jupyterEnvironment(),
      ...options.env,
      ...(options.profile === undefined ? {} : { LSLM_PROFILE: options.profile }),
    },
    // A Ctrl-C in the terminal reaches this process alone: the notebook is ended through `signal`.
    detached: true,
  });
  let patience: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill("SIGINT");
    patience = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  };
  options.signal?.addEventListener("abort", stop, { once: true });
  // The kernel ends with its parent, which must not outlive this process.
  const leave = () => child.kill("SIGKILL");
  process.once("exit", leave);

  let lastWords = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    lastWords = (lastWords + text).slice(-4000);
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(
    JSON.stringify({
      input: resolve(input),
      output: resolve(options.output),
      html: options.html === undefined ? null : resolve(options.html),
      title: basename(input, ".ipynb"),
      kernel: "tslab",
      cwd: dirname(resolve(input)),
      timeout: options.timeout ?? 3600,
    }),
  );
  const closed = new Promise<number | null>((done, fail) => child.on("error", fail).on("close", done));
  const cells: CellDone[] = [];
  let end: { done: true } | { failed: Failure } | undefined;
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const record = JSON.parse(line) as Line;
      if ("done" in record || "failed" in record) end = record;
      else {
        cells.push(record);
        options.onCell?.(record);
      }
    }
    await closed;
  } finally {
    clearTimeout(patience);
    options.signal?.removeEventListener("abort", stop);
    process.off("exit", leave);
    leave();
  }
  if (options.signal?.aborted) throw new StoppedError(`stopped in ${basename(input)} after ${cells.length} cells`);
  if (end && "failed" in end) throw failureOf(input, end.failed);
  if (!end) throw new Error(`${basename(input)} could not be executed: ${lastWords.trim().split("\n").pop()}`);
  return cells;
}

function failureOf(input: string, { cell, source, ename, evalue, traceback }: Failure): NotebookError {
  const message = `${basename(input)}, cell ${cell + 1}: ${ename}: ${evalue}`;
  return new NotebookError(message, cell, source, ename, traceback);
}
