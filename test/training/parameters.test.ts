import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { FormatError, UserError } from "../../lib/errors";
import { tf } from "../../lib/tensor/backend";
import { loadParameters, saveParameters } from "../../lib/training/parameterFiles";
import { ParameterSet } from "../../lib/training/parameters";

const folder = mkdtempSync(join(tmpdir(), "lslm-parameters-"));
after(() => rmSync(folder, { recursive: true }));

function example(scale = 1): ParameterSet {
  const parameters = new ParameterSet();
  parameters.add(
    "weights",
    Float32Array.of(1, 2, 3, 4, 5, 6.5).map((value) => scale * value),
    [2, 3],
  );
  parameters.add("__proto__", Float32Array.of(scale), []);
  return parameters;
}

const contents = (parameters: ParameterSet) =>
  [...parameters.save()].map(([name, tensor]) => [name, tensor.shape, [...tensor.dataSync()]]);

describe("ParameterSet", () => {
  it("keeps names, order, shapes and values", () => {
    const before = tf.memory().numTensors;
    const parameters = example();
    assert.deepEqual(contents(parameters), [
      ["weights", [2, 3], [1, 2, 3, 4, 5, 6.5]],
      ["__proto__", [], [1]],
    ]);
    assert.equal(parameters.size, 7);
    assert.throws(() => parameters.add("weights", new Float32Array(1), [1]), /weights exists already/);
    assert.throws(() => parameters.get("bias"), /no parameter bias/);
    parameters.dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it("gives the same tensor until it changes, and survives the tidying of its user", () => {
    const parameters = example();
    const first = tf.tidy(() => parameters.get("weights"));
    assert.equal(parameters.get("weights"), first);
    assert.ok(!first.isDisposed);
    parameters.restore(example(2).save());
    assert.notEqual(parameters.get("weights"), first);
    assert.deepEqual([...parameters.get("weights").dataSync()], [2, 4, 6, 8, 10, 13]);
    parameters.dispose();
  });

  it("refuses to restore what is missing or has another shape", () => {
    const parameters = example();
    const saved = example().save();
    assert.throws(() => parameters.restore(new Map([...saved].slice(1))), /the checkpoint lacks weights/);
    const other = new Map([...saved, ["weights", tf.zeros([3, 2])] as const]);
    assert.throws(() => parameters.restore(other), /weights is \[3,2\] in the checkpoint, \[2,3\] in the model/);
    parameters.dispose();
  });

  it("goes through a safetensors file", () => {
    const path = join(folder, "parameters.safetensors");
    const [saved, loaded] = [example(3), example()];
    saveParameters(path, saved, { made: "by a test" });
    loadParameters(path, loaded);
    assert.deepEqual(contents(loaded), contents(saved));
    loaded.add("bias", new Float32Array(2), [2]);
    assert.throws(() => loadParameters(path, loaded), FormatError);
    assert.throws(() => loadParameters(join(folder, "nothing.safetensors"), loaded), UserError);
    saved.dispose();
    loaded.dispose();
  });
});
