// What a command reads and prints: lists of numbers; results on standard output, messages and errors on standard error, one sentence an error.
import { StoppedError, UserError } from "../errors";

/** Exit codes: a mistake or a failure, and a stop by Ctrl-C. */
const FAILED = 1;
const INTERRUPTED = 130;

/**
 * Prints a result: as one JSON object with `--json`, else as text.
 * Numbers that JSON does not know (not a number, infinite) become null.
 */
export function printResult(result: object, text: string, { json }: { json?: boolean }): void {
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${text}\n`);
}

/** A message on standard error. */
export function printMessage(message: string): void {
  process.stderr.write(`${plainLine(message)}\n`);
}

/** Prints why a command failed and sets the exit code; a fault of ours keeps its stack for `LSLM_DEBUG=1`. */
export function reportFailure(error: unknown): void {
  process.exitCode = error instanceof StoppedError ? INTERRUPTED : FAILED;
  if (process.env.LSLM_DEBUG === "1") console.error(error);
  else if (error instanceof UserError || error instanceof StoppedError) printMessage(error.message);
  else {
    const what = error instanceof Error ? error.message : String(error);
    printMessage(`something failed that should not: ${what} (set LSLM_DEBUG=1 to see where)`);
  }
}

/** Text from a file or a name, without line breaks and without what would steer a terminal. */
export function plainLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

/** Rows as aligned columns, the first row being the heading; columns of numbers are aligned on the right. */
export function formatColumns(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heading, ...rows].map((row) => row.map(plainLine));
  const widths = heading.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  const numeric = heading.map((_, column) => rows.every((row) => /^(-?[\d.,e+−-]+|NaN|)$/.test(row[column] ?? "")));
  return lines
    .map((line) =>
      line
        .map((cell, i) => (numeric[i] ? cell.padStart(widths[i] as number) : cell.padEnd(widths[i] as number)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/**
 * `64,256` → numbers, each once.
 * @throws UserError naming the option
 */
export function wholeNumbers(list: string, option: string): number[] {
  const values = list.split(",").map((text) => text.trim());
  if (values.some((text) => !/^\d+$/.test(text))) {
    throw new UserError(`${option} ${list}: give whole numbers, e.g. 64,256`);
  }
  return [...new Set(values.map(Number))];
}
