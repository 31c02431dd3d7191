/**
 * A mistake that the user can mend: bad input, a missing file, a setting out of range.
 * The message is one sentence that says what is wrong, where, and what to do.
 * `cli.ts` prints it alone and exits 1; a notebook shows it as the cell's error.
 */
export class UserError extends Error {
  override name = "UserError";
}

/** A file that is not what its format promises: truncated, inconsistent, hostile. */
export class FormatError extends UserError {
  override name = "FormatError";
  /**
   * @param file path or name of the offending file
   * @param where byte offset, row, or key inside it
   * @param problem what was found and what was expected
   */
  constructor(
    readonly file: string,
    readonly where: string,
    problem: string,
  ) {
    super(`${file}: ${where}: ${problem}`);
  }
}

/** Thrown when an `AbortSignal` fires; the work up to the last checkpoint is kept. */
export class StoppedError extends Error {
  override name = "StoppedError";
}
