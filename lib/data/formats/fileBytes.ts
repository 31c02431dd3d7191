// Whole files in memory, up to a limit that a user can raise.
import { readFileSync, statSync } from "node:fs";
import { FormatError, UserError } from "../../errors";

const MEGABYTE = 1_000_000;
const usual = 1000;

/** Most bytes of a file that is read whole, and of an array that is unpacked: `LSLM_MAX_FILE_MB` (1000 unless set). */
export function mostBytes(): number {
  const megabytes = Number(process.env.LSLM_MAX_FILE_MB ?? usual);
  if (!(megabytes > 0)) {
    throw new UserError(`LSLM_MAX_FILE_MB=${process.env.LSLM_MAX_FILE_MB} is no number of megabytes; give one above 0`);
  }
  return megabytes * MEGABYTE;
}

/** How to read it all the same. */
export const raiseLimit = (bytes: number): string =>
  `the limit is ${mostBytes()}: set LSLM_MAX_FILE_MB=${Math.ceil(bytes / MEGABYTE)} if you trust the file`;

/** @throws UserError when it is no file or cannot be read; FormatError when it is larger than the limit */
export function readBytes(path: string): Buffer {
  try {
    const status = statSync(path);
    // opening a pipe would wait for its writer
    if (!status.isFile()) throw new UserError(`${path} is no file`);
    if (status.size > mostBytes()) {
      throw new FormatError(path, "size", `it has ${status.size} bytes; ${raiseLimit(status.size)}`);
    }
    return readFileSync(path);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path} cannot be read: ${(error as Error).message}`);
  }
}
