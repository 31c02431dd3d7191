// What a corpus is, as a number that two laboratories can compare: over every clip's name, split, text and joints.
import { createHash } from "node:crypto";
import type { Clip } from "./clip";

/** sha256 of one clip, hexadecimal. */
export function clipDigest({ id, split, text, joints }: Pick<Clip, "id" | "split" | "text" | "joints">): string {
  return createHash("sha256")
    .update(`${id}\t${split}\t${text}\n`)
    .update(new Uint8Array(joints.buffer, joints.byteOffset, joints.byteLength))
    .digest("hex");
}

/** sha256 over the digests of a corpus's clips, in their order. */
export function corpusFingerprint(digests: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const digest of digests) hash.update(digest);
  return hash.digest("hex");
}
