import assert from "node:assert/strict";
import { test } from "node:test";
import { bySigner } from "../../lib/pipeline/signers";

const training = [{ signer: "Ann" }, { signer: "Bob" }, {}];
const count = (group: number[]) => group;

test("clips are apart by whether training knows who signs; those that name nobody are left out", () => {
  const clips = [{ signer: "Cy" }, {}, { signer: "Bob" }, { signer: "Cy" }];
  assert.deepEqual(bySigner(clips, training, count), { known: [2], unseen: [0, 3] });
});

test("a group without clips is not measured", () => {
  assert.deepEqual(bySigner([{ signer: "Ann" }, {}], training, count), { known: [0] });
  assert.deepEqual(bySigner([{}], training, count), {});
});
