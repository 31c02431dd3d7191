import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../lib/tensor/backend";
import { gradients } from "../../lib/tensor/gradients";
import { assertClose, normal } from "./checkGradient";
import { watchTensors } from "./watchTensors";

const w = normal([6, 6], "w") as tf.Tensor2D;
const x = normal([4, 6], "x") as tf.Tensor2D;
const b = normal([6], "b");

/** Branches that meet, a tensor used twice in one op, one that leads nowhere. */
const value = () => {
  const h = tf.add(tf.matMul(x, w), b);
  tf.square(h);
  return tf.sum(tf.add(tf.mul(h, h), tf.mul(tf.tanh(h), tf.slice(h, [0, 0], [4, 1])))) as tf.Scalar;
};

test("gradients are those of the engine, to the bit, and nothing is left", () => {
  const before = tf.memory().numTensors;
  const expected = tf.engine().gradients(value, [x, w, b]);
  const ours = gradients(value, [x, w, b]);
  assert.deepEqual(ours.value.dataSync(), expected.value.dataSync());
  ours.grads.forEach((gradient, i) => {
    assert.deepEqual(gradient?.dataSync(), expected.grads[i]?.dataSync());
  });
  tf.dispose([expected.value, ...expected.grads, ours.value, ...(ours.grads as tf.Tensor[])]);
  assert.equal(tf.memory().numTensors, before);
});

test("an input that the value does not depend on has none, one that is the value has 1", () => {
  assert.deepEqual(gradients(() => tf.sum(x), [b]).grads, [undefined]);
  assertClose(gradients(() => b, [b]).grads[0] as tf.Tensor, new Array(6).fill(1));
});

test("a slope from outside multiplies the gradient and stays its owner's", () => {
  const slope = normal([4, 6], "slope");
  const [gradient] = gradients(() => tf.mul(x, 6), [x], slope).grads;
  assertClose(gradient as tf.Tensor, slope.mul(6).dataSync());
  assert.equal(slope.isDisposed, false);
});

test("a gradient inside of a gradient leaves the outer one whole", () => {
  const cubed = tf.customGrad((...args) => {
    const [a, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    save([a]);
    return {
      value: tf.mul(tf.square(a), a),
      gradFunc: (dy, [kept]) => gradients(() => tf.mul(tf.square(kept), kept), [kept], dy).grads[0] as tf.Tensor,
    };
  });
  const [slope] = gradients(() => tf.sum(tf.mul(cubed(b), b)), [b]).grads;
  assertClose(slope as tf.Tensor, tf.mul(4, tf.pow(b, 3)).dataSync());
});

test("a long chain takes as much memory for its gradient as for its values", () => {
  const chain = () => {
    let y: tf.Tensor = x;
    for (let i = 0; i < 40; i++) y = tf.mul(y, y);
    return tf.sum(y) as tf.Scalar;
  };
  let [alive, most] = [0, 0];
  const watcher = {
    made: () => {
      most = Math.max(most, ++alive);
    },
    freed: () => {
      alive--;
    },
  };
  watchTensors(watcher, () => tf.tidy(() => void gradients(chain, [x])));
  assert.ok(most < 52, `${most} tensors at a time`);
  assert.equal(alive, 0);
});
