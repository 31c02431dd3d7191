import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../lib/random";
import { tf } from "../../lib/tensor/backend";
import { train } from "../../lib/training/trainer";
import { LexicalAlignment } from "../../lib/translation/lexicalAlignment";
import { FIRST_CODE, Projector } from "../../lib/translation/projector";
import { normal } from "../tensor/checkGradient";

const codes = 12;
const width = 16;

test("the projector's table: an empty row, two markers, a row a code, on the scale of words", () => {
  const words = tf.add(normal([40, width], "words", 0.1), 3) as tf.Tensor2D;
  const projector = new Projector(
    { codes, codeDim: 6, hidden: 20, width },
    normal([codes, 6], "codebook") as tf.Tensor2D,
    words,
    0,
  );
  const table = projector.gestureTable().arraySync();
  assert.equal(table.length, FIRST_CODE + codes);
  assert.deepEqual(table[0], new Array(width).fill(0));
  const spread = (row: number[]) => Math.sqrt(row.reduce((sum, x) => sum + (x - 3) ** 2, 0) / width);
  for (const row of table.slice(FIRST_CODE)) assert.ok(spread(row) > 0.05 && spread(row) < 0.3, `${spread(row)}`);
  projector.dispose();
});

test("from clips and texts alone, each code finds the word it occurs with", async () => {
  const embeddings = normal([200, width], "embeddings") as tf.Tensor2D;
  const embed = (ids: number[]) => tf.gather(embeddings, tf.tensor1d(ids, "int32")) as tf.Tensor2D;
  // Code c means word 100 + c; word 7 is in every text and no code means it.
  const pairs = Array.from({ length: 200 }, (_, i) => {
    const random = new Random(3, "pairs", i);
    const meant = Array.from({ length: 4 }, () => random.integer(0, codes - 1));
    return {
      codes: Int32Array.from(meant.flatMap((c) => [c, c])),
      words: [...random.shuffle(meant.map((c) => 100 + c)), 7],
    };
  });
  const size = { codes, codeDim: 16, hidden: 64, width };
  const projector = new Projector(size, normal([codes, 16], "codebook") as tf.Tensor2D, embeddings, 0);
  const alignment = new LexicalAlignment(projector, pairs, embed);
  const records = await train({
    stage: "alignment",
    steps: 400,
    groups: [
      { name: "projector", parameters: projector.parameters },
      { name: "alignment", parameters: alignment.parameters },
    ],
    schedule: { kind: "cosine", rate: 5e-3, warmup: 10 },
    loss: () => ({ loss: alignment.loss(pairs.map((_, i) => i)) }),
  });
  assert.ok((records[399]?.loss ?? 9) < (records[0]?.loss ?? 0) - 0.5);
  const directions = projector.directions();
  const centred = tf.sub(embed(Array.from({ length: codes }, (_, c) => 100 + c)), projector.parameters.get("shift"));
  const unit = tf.div(centred, tf.norm(centred, 2, 1, true)) as tf.Tensor2D;
  const best = tf.argMax(tf.matMul(directions, unit, false, true), 1).dataSync();
  const right = [...best].filter((word, code) => word === code).length;
  assert.ok(right >= codes - 1, `${right} of ${codes} codes found their word`);
});
