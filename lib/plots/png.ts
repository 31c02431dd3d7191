// Plotly figure -> PNG, through the browser that Kaleido 0.2.1 carries (PyPI `kaleido`, in the repository's .venv).
// One process serves this Node process: it reads a JSON figure a line and answers a base64 picture a line.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import type { Socket } from "node:net";
import { dirname, join, resolve } from "node:path";
import { type Figure, figureJson } from "./figure";

const ROOT = resolve(__dirname, "../..");
const START_TIMEOUT = 60_000;
const PICTURE_TIMEOUT = 60_000;

/** Thrown when a figure cannot become a picture: no Kaleido, or a figure that Plotly refuses. */
export class PictureError extends Error {
  override name = "PictureError";
}

/** Kaleido's folder inside `<root>/.venv`, or the one that KALEIDO_HOME names; undefined where there is none. */
export function findKaleido(root = ROOT): string | undefined {
  const candidates = process.env.KALEIDO_HOME ? [process.env.KALEIDO_HOME] : [];
  for (const library of ["lib", "Lib"]) {
    const folder = join(root, ".venv", library);
    if (!existsSync(folder)) continue;
    candidates.push(join(folder, "site-packages/kaleido/executable"));
    for (const python of readdirSync(folder)) candidates.push(join(folder, python, "site-packages/kaleido/executable"));
  }
  return candidates.find((folder) => existsSync(program(folder)));
}

function program(folder: string): string {
  return join(folder, "bin", process.platform === "win32" ? "kaleido.exe" : "kaleido");
}

interface Answer {
  code: number;
  message: string | null;
  result: string | null;
}

/** One running Kaleido; answers come in the order of the questions. */
class Kaleido {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = [];
  private unread = "";
  private lastWords = "";
  alive = true;
  timedOut = false;

  constructor(folder: string) {
    const plotly = join(dirname(require.resolve("plotly.js-dist/package.json")), "plotly.js");
    const switches = ["--disable-gpu", "--no-sandbox", "--disable-breakpad", "--disable-dev-shm-usage"];
    // The shell script beside the program does not quote its arguments; what it sets is set here instead.
    this.child = spawn(program(folder), ["plotly", `--plotlyjs=${plotly}`, ...switches], {
      cwd: folder,
      env: {
        ...process.env,
        LD_PRELOAD: "",
        LD_LIBRARY_PATH: [join(folder, "lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":"),
        FONTCONFIG_PATH: join(folder, "etc/fonts"),
        XDG_DATA_HOME: join(folder, "xdg"),
      },
    });
    this.child.stdout.setEncoding("utf8").on("data", (text: string) => this.read(text));
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.lastWords = (this.lastWords + text).slice(-500);
    });
    this.child.stdin.on("error", () => this.end());
    this.child.on("error", (error) => this.end(error.message));
    this.child.on("exit", (code, signal) => this.end(`it ended with ${signal ?? code}`));
  }

  /** The process's number; tests end it to see it replaced. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Waits for the line that Kaleido prints when its page has loaded. */
  start(): Promise<Answer> {
    return this.next(START_TIMEOUT, "start");
  }

  ask(question: string, timeout: number): Promise<Answer> {
    this.child.stdin.write(`${question}\n`);
    return this.next(timeout, "draw the figure");
  }

  private next(timeout: number, doing: string): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    return new Promise<Answer>((resolve, reject) => {
      if (!this.alive) return reject(new PictureError("Kaleido is not running"));
      this.hold(true);
      timer = setTimeout(() => this.stop(`it took more than ${timeout / 1000} s to ${doing}`), timeout);
      this.waiting.push({ resolve, reject });
    }).finally(() => {
      clearTimeout(timer);
      if (this.waiting.length === 0) this.hold(false);
    });
  }

  /** Only a question that waits for its answer may keep Node alive; an idle Kaleido ends when Node closes its input. */
  private hold(needed: boolean): void {
    for (const handle of [this.child, this.child.stdin, this.child.stdout, this.child.stderr]) {
      if (needed) (handle as Socket).ref();
      else (handle as Socket).unref();
    }
  }

  private read(text: string): void {
    const lines = (this.unread + text).split("\n");
    this.unread = lines.pop() ?? "";
    for (const line of lines) this.waiting.shift()?.resolve(JSON.parse(line) as Answer);
  }

  private stop(reason: string): void {
    this.timedOut = true;
    this.end(reason);
    this.child.kill("SIGKILL");
  }

  private end(reason = "its input closed"): void {
    if (!this.alive) return;
    this.alive = false;
    const detail = this.lastWords.trim().split("\n").pop();
    for (const { reject } of this.waiting.splice(0)) {
      reject(new PictureError(`Kaleido failed: ${reason}${detail ? ` (${detail})` : ""}`));
    }
  }
}

let running: Kaleido | undefined;
let queue: Promise<unknown> = Promise.resolve();

/** Number of the Kaleido process now serving this Node process, if any. */
export function kaleidoPid(): number | undefined {
  return running?.alive ? running.pid : undefined;
}

/**
 * Draws a figure as PNG. Calls wait for each other; a Kaleido that has died is started again, once per figure.
 * @param width of the picture in CSS pixels; times `scale` = its pixels
 * @throws PictureError when Kaleido is missing, does not answer within `timeout` ms, or refuses the figure
 */
export function toPng(
  figure: Figure,
  width = figure.layout.width ?? 760,
  height = figure.layout.height ?? 420,
  { scale = 1, timeout = PICTURE_TIMEOUT }: { scale?: number; timeout?: number } = {},
): Promise<Buffer> {
  const { data, layout } = figure;
  const question = `{"data":${figureJson({ data, layout: { ...layout, width, height } })},"format":"png","width":${width},"height":${height},"scale":${scale}}`;
  const picture = queue.then(() => draw(question, timeout));
  queue = picture.catch(() => undefined);
  return picture;
}

async function draw(question: string, timeout: number): Promise<Buffer> {
  for (let attempt = 1; ; attempt++) {
    try {
      const kaleido = await connect();
      const answer = await kaleido.ask(question, timeout);
      if (answer.code !== 0 || !answer.result) {
        throw new PictureError(`Plotly refuses this figure: ${answer.message ?? "it gave no picture"}`);
      }
      return Buffer.from(answer.result, "base64");
    } catch (error) {
      const died = running !== undefined && !running.alive && !running.timedOut;
      if (!died || attempt === 2) throw error;
    }
  }
}

async function connect(): Promise<Kaleido> {
  if (running?.alive) return running;
  const folder = findKaleido();
  if (!folder) throw new PictureError("Kaleido is not installed in .venv; run `npm run setup`");
  running = new Kaleido(folder);
  await running.start();
  return running;
}
