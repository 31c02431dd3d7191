// The one way to load a corpus: clear refusals, and one frame rate.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { configure } from "../../lib/config";
import { loadCorpus } from "../../lib/data/corpus";
import { encodePickle } from "../../lib/data/formats/pickleWriter";
import { emptyMotion, rowsFromMotion, turnAboutX } from "../../lib/data/formats/smplx";
import { UserError } from "../../lib/errors";

const folder = mkdtempSync(join(tmpdir(), "lslm corpus "));
after(() => rmSync(folder, { recursive: true }));
const header = "VIDEO_ID\tVIDEO_NAME\tSENTENCE_ID\tSENTENCE_NAME\tSTART_REALIGNED\tEND_REALIGNED\tSENTENCE\tFPS";
const line = (name: string, fps: number): string => `v\tv-8-rgb_front\t${name}_0\t${name}\t0\t1\tSome ${name}.\t${fps}`;
const configuration = () => configure("smoke", "signavatars", { "corpus.path": folder });

test("a folder that is not there is said in a sentence", () => {
  assert.throws(() => loadCorpus(configure("smoke", "signavatars")), /data\/signavatars is not there: .*corpus\.path/);
});

test("a corpus of which nothing can be read says why", () => {
  writeFileSync(join(folder, "train.csv"), [header, line("a", 24), line("b", 24), line("c", 30)].join("\n"));
  assert.throws(
    () => loadCorpus(configuration()),
    (error) => error instanceof UserError && /holds no motion that is known: SignAvatars' pickles/.test(error.message),
  );
});

test("clips of another frame rate are left out and listed", () => {
  const smplx = { data: rowsFromMotion(turnAboutX(emptyMotion(4), 180)), shape: [4, 182] };
  for (const name of ["a", "b", "c"]) writeFileSync(join(folder, `${name}.pkl`), encodePickle({ smplx }));
  const { clips, skipped, fps } = loadCorpus(configuration());
  assert.equal(fps, 24);
  assert.deepEqual(
    clips.map(({ id }) => id),
    ["a", "b"],
  );
  const reason = "30 frames a second, the corpus has 24; corpus.targetFps brings all to one";
  assert.deepEqual(skipped, [{ id: "c", file: "c.pkl", reason }]);
});
