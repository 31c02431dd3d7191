import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../lib/tensor/backend";
import { addNetworkParameters, decode, encode, type NetworkSize } from "../../lib/tokenizer/network";
import { componentsOf, principalDirections, startFromPrincipalDirections } from "../../lib/tokenizer/principalStart";
import { ParameterSet } from "../../lib/training/parameters";
import { assertClose, normal } from "../tensor/checkGradient";

const features = 12;
const weights = Float32Array.from({ length: features }, (_, dim) => 1 + (dim % 3));

/** Frames `[count, features]` that lie in a plane of `rank` dimensions. */
const flat = (count: number, rank: number) =>
  tf.tidy(() =>
    tf.matMul(normal([count, rank], "rows") as tf.Tensor2D, normal([rank, features], "plane") as tf.Tensor2D),
  );

test("as many directions as the data have dimensions give them back", () => {
  const frames = flat(50, 3);
  const { analysis, synthesis } = principalDirections([frames], weights, 3);
  assertClose(tf.matMul(tf.matMul(frames, analysis), synthesis), frames.dataSync(), 1e-4);
});

test("fewer directions leave less weighted error than any random ones", () => {
  const frames = normal([80, features], "full") as tf.Tensor2D;
  const error = ({ analysis, synthesis }: { analysis: tf.Tensor2D; synthesis: tf.Tensor2D }) =>
    tf.tidy(() => {
      const rest = tf.sub(frames, tf.matMul(tf.matMul(frames, analysis), synthesis));
      return tf.sum(tf.mul(tf.square(rest), tf.tensor1d(weights))).dataSync()[0] as number;
    });
  const least = error(principalDirections([frames], weights, 4));
  for (let n = 0; n < 5; n++) {
    const q = tf.linalg.qr(normal([features, 4], `random ${n}`))[0] as tf.Tensor2D;
    assert.ok(least < error({ analysis: q, synthesis: tf.transpose(q) }));
  }
});

for (const downsamplings of [0, 1, 2]) {
  test(`${downsamplings} halvings: the networks begin as analysis, mean over a code's frames, synthesis`, () => {
    const size: NetworkSize = { features, width: 16, codeDim: 5, downsamplings, depth: 2, dilationGrowth: 3 };
    const parameters = new ParameterSet();
    addNetworkParameters(parameters, size, 0);
    assert.equal(componentsOf(size), 5);
    const batch = 3;
    const perCode = 2 ** downsamplings;
    // Frames that stand still, away from whose edges nothing but the linear part is felt.
    const still = flat(batch, 3);
    const frames = tf.concat(
      Array.from({ length: 8 * perCode }, () => still),
      0,
    ) as tf.Tensor2D;
    startFromPrincipalDirections(parameters, size, principalDirections([still], weights, 5));
    const latents = encode(parameters, size, frames, batch);
    assert.deepEqual(latents.shape, [8 * batch, 5]);
    const copy = decode(parameters, size, latents, batch);
    const middle = (x: tf.Tensor2D) => tf.slice(x, [4 * perCode * batch, 0], [batch, features]);
    const difference = tf.div(tf.norm(tf.sub(middle(copy), middle(frames))), tf.norm(middle(frames)));
    // The tenth of the random weights that stays keeps it from being exact.
    assert.ok((difference.dataSync()[0] as number) < 0.35, `relative error ${difference.dataSync()[0]}`);
    parameters.dispose();
  });
}
