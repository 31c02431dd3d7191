// One line of progress for whatever takes long: stage, bar, steps done, rate, time left, values such as the loss.
// A terminal has one line rewritten, a log file a line now and then, a notebook about ten lines a stage.
import type { Progress } from "./trainer";

const BAR_WIDTH = 20;
const TERMINAL_INTERVAL_MS = 100;
const LOG_INTERVAL_MS = 10_000;
const NOTEBOOK_INTERVAL_MS = 60_000;
/** Share of a stage between two lines of a notebook, and the least time between them. */
const NOTEBOOK_SHARE = 0.1;
const NOTEBOOK_PAUSE_MS = 1000;

/** What the rate is computed from: the first report of a stage is its zero. */
export interface Pace {
  /** seconds since the stage's first report */
  seconds: number;
  /** steps made in these seconds */
  steps: number;
}

/** Where progress goes: `process.stderr`, or anything with its `write`. */
export interface ProgressStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** The line while a stage runs, e.g. `tokenizer ━━━━━━━━──────────── 40/100  12.5 steps/s  0:05 left  loss 0.123`. */
export function formatProgress(progress: Progress, { seconds, steps }: Pace): string {
  const { stage, done, total, values, unit = "step" } = progress;
  const filled = total > 0 ? Math.max(0, Math.min(BAR_WIDTH, Math.floor((BAR_WIDTH * done) / total))) : BAR_WIDTH;
  const parts = [`${stage} ${"━".repeat(filled)}${"─".repeat(BAR_WIDTH - filled)} ${done}/${total}`];
  if (steps > 0 && seconds > 0) {
    parts.push(formatRate(steps / seconds, unit));
    if (done < total) parts.push(`${formatDuration(((total - done) * seconds) / steps)} left`);
  }
  for (const [name, value] of Object.entries(values)) parts.push(`${name} ${formatValue(value)}`);
  return parts.join("  ");
}

/** The line that stays when a stage is done, e.g. `tokenizer: 100 steps in 8.0 s, loss 0.123`. */
export function formatFinish({ stage, total, values, unit = "step" }: Progress, { seconds }: Pace): string {
  const time = seconds < 60 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);
  const shown = Object.entries(values).map(([name, value]) => `, ${name} ${formatValue(value)}`);
  return `${stage}: ${total} ${unit}${total === 1 ? "" : "s"} in ${time}${shown.join("")}`;
}

/** `12.5 steps/s`, or `3.2 s/step` when a step takes longer than a second. */
export function formatRate(stepsPerSecond: number, unit = "step"): string {
  return stepsPerSecond >= 1
    ? `${formatValue(stepsPerSecond)} ${unit}s/s`
    : `${formatValue(1 / stepsPerSecond)} s/${unit}`;
}

/** Seconds as `m:ss` or `h:mm:ss`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

/** Three significant digits, without an exponent where it can be read without one. */
export function formatValue(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || Number.isInteger(value)) return String(value);
  if (size >= 100) return value.toFixed(0);
  return size >= 1e-4 ? value.toPrecision(3) : value.toExponential(1);
}

/** Takes the reports of one stage after another. */
export interface ProgressBar {
  (progress: Progress): void;
  /** Leaves the line as it is and goes to the next one: call it before an error's message. */
  end(): void;
}

interface Stage {
  name: string;
  firstDone: number;
  began: number;
  drawn: number;
  drawnDone: number;
}

/**
 * Shows the progress of training or of any other long work: pass it as `onProgress`.
 * @param stream a terminal has its line rewritten at most ten times a second, another stream gets whole lines
 * @param now milliseconds of a clock
 */
export function progressBar(
  stream: ProgressStream = inNotebook() ? process.stdout : process.stderr,
  now: () => number = () => performance.now(),
): ProgressBar {
  const terminal = stream.isTTY === true;
  const notebook = !terminal && inNotebook();
  let stage: Stage | undefined;
  let open = false;
  const end = () => {
    if (open) stream.write("\n");
    open = false;
    stage = undefined;
  };
  const draw = (line: string) => {
    if (!terminal) return stream.write(`${line}\n`);
    // A line that wraps could not be rewritten.
    stream.write(`\r\x1b[2K${line.slice(0, Math.max(20, stream.columns ?? 120) - 1)}`);
    open = true;
  };
  const due = ({ drawn, drawnDone }: Stage, { done, total }: Progress, time: number): boolean => {
    if (terminal) return time - drawn >= TERMINAL_INTERVAL_MS;
    if (!notebook) return time - drawn >= LOG_INTERVAL_MS;
    if (time - drawn >= NOTEBOOK_INTERVAL_MS) return true;
    return done - drawnDone >= NOTEBOOK_SHARE * total && time - drawn >= NOTEBOOK_PAUSE_MS;
  };
  const report = (progress: Progress) => {
    const time = now();
    if (stage && (stage.name !== progress.stage || progress.done < stage.drawnDone)) end();
    const begins = stage === undefined;
    stage ??= {
      name: progress.stage,
      firstDone: progress.done,
      began: time,
      drawn: Number.NEGATIVE_INFINITY,
      drawnDone: progress.done,
    };
    const pace = { seconds: (time - stage.began) / 1000, steps: progress.done - stage.firstDone };
    if (progress.done >= progress.total) {
      draw(formatFinish(progress, pace));
      end();
    } else if (begins || due(stage, progress, time)) {
      draw(formatProgress(progress, pace));
      stage.drawn = time;
      stage.drawnDone = progress.done;
    }
  };
  return Object.assign(report, { end });
}

/** The notebook kernel of this repository offers a stop signal of its own. */
function inNotebook(): boolean {
  return Symbol.for("lslm.interruptSignal") in globalThis;
}
