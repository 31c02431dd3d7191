import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  axisAngleToMatrix,
  axisAngleToQuaternion,
  matrixToAxisAngle,
  matrixToQuaternion,
  quaternionBetween,
  quaternionMultiply,
  quaternionRotate,
  quaternionSlerp,
  quaternionToAxisAngle,
  quaternionToMatrix,
} from "../../lib/body/rotations";
import { matrixToSixD, quaternionToSixD, sixDToMatrix } from "../../lib/body/sixD";

const unit = fc.double({ min: -1, max: 1, noNaN: true });
const vector = fc.tuple(unit, unit, unit).filter((v) => Math.hypot(...v) > 1e-3);
/** Axis-angle below half a turn. */
const rotation = fc.tuple(vector, fc.double({ min: 0, max: 3.1, noNaN: true })).map(([axis, angle]) => {
  const norm = Math.hypot(...axis);
  return axis.map((value) => (value / norm) * angle);
});

function close(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-9): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    assert.ok(Math.abs(actual[i] - expected[i]) < tolerance, `${[...Array.from(actual)]} vs ${Array.from(expected)}`);
  }
}

function apply(matrix: ArrayLike<number>, v: ArrayLike<number>): number[] {
  return [0, 1, 2].map((row) => matrix[row * 3] * v[0] + matrix[row * 3 + 1] * v[1] + matrix[row * 3 + 2] * v[2]);
}

test("every form gives the rotation back", () => {
  fc.assert(
    fc.property(rotation, (axisAngle) => {
      const quaternion = new Float64Array(4);
      const matrix = new Float64Array(9);
      const back = new Float64Array(3);
      axisAngleToQuaternion(axisAngle, 0, quaternion, 0);
      quaternionToAxisAngle(quaternion, 0, back, 0);
      close(back, axisAngle, 1e-7);
      axisAngleToMatrix(axisAngle, 0, matrix, 0);
      matrixToAxisAngle(matrix, 0, back, 0);
      close(back, axisAngle, 1e-6);
      const again = new Float64Array(4);
      matrixToQuaternion(matrix, 0, again, 0);
      close(again, quaternion, 1e-7);
      const sixD = new Float64Array(6);
      const fromQuaternion = new Float64Array(6);
      const rebuilt = new Float64Array(9);
      matrixToSixD(matrix, 0, sixD, 0);
      quaternionToSixD(quaternion, 0, fromQuaternion, 0);
      close(sixD, fromQuaternion);
      sixDToMatrix(sixD, 0, rebuilt, 0);
      close(rebuilt, matrix, 1e-9);
    }),
  );
});

test("matrices agree with Rodrigues' formula, products with composition", () => {
  fc.assert(
    fc.property(rotation, rotation, vector, (first, second, v) => {
      const angle = Math.hypot(...first);
      const axis = angle > 0 ? first.map((value) => value / angle) : [1, 0, 0];
      const dot = axis[0] * v[0] + axis[1] * v[1] + axis[2] * v[2];
      const cross = [axis[1] * v[2] - axis[2] * v[1], axis[2] * v[0] - axis[0] * v[2], axis[0] * v[1] - axis[1] * v[0]];
      const expected = v.map(
        (value, i) => value * Math.cos(angle) + cross[i] * Math.sin(angle) + axis[i] * dot * (1 - Math.cos(angle)),
      );
      const matrix = new Float64Array(9);
      axisAngleToMatrix(first, 0, matrix, 0);
      close(apply(matrix, v), expected);
      const a = new Float64Array(4);
      const b = new Float64Array(4);
      const product = new Float64Array(4);
      axisAngleToQuaternion(first, 0, a, 0);
      axisAngleToQuaternion(second, 0, b, 0);
      quaternionMultiply(a, 0, b, 0, product, 0);
      const inner = new Float64Array(3);
      const outer = new Float64Array(3);
      const whole = new Float64Array(3);
      quaternionRotate(b, 0, v, 0, inner, 0);
      quaternionRotate(a, 0, inner, 0, outer, 0);
      quaternionRotate(product, 0, v, 0, whole, 0);
      close(whole, outer);
    }),
  );
});

test("6D is the first two columns", () => {
  const sixD = new Float64Array(6);
  matrixToSixD([1, 2, 3, 4, 5, 6, 7, 8, 9], 0, sixD, 0);
  close(sixD, [1, 4, 7, 2, 5, 8]);
});

test("the shortest rotation turns one direction into the other, opposite ones too", () => {
  const check = (from: number[], to: number[]) => {
    const quaternion = new Float64Array(4);
    const turned = new Float64Array(3);
    quaternionBetween(from, 0, to, 0, quaternion, 0);
    assert.ok(Math.abs(Math.hypot(...quaternion) - 1) < 1e-9);
    quaternionRotate(quaternion, 0, from, 0, turned, 0);
    const scale = Math.hypot(...to) / Math.hypot(...from);
    close(
      turned,
      to.map((value) => value / scale),
      1e-6,
    );
  };
  fc.assert(fc.property(vector, vector, check));
  fc.assert(
    fc.property(vector, (v) =>
      check(
        v,
        v.map((value) => -value),
      ),
    ),
  );
  check([0, -1, 0], [0, 1, 0]);
  check([1, 0, 0], [-1, 0, 0]);
  check([0, 5e-7, -0.5], [0, -5e-7, 0.5]);
});

test("6D that a network made becomes a rotation whatever it is", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 1, -1, 1e-20, 0.3, 7), { minLength: 6, maxLength: 6 }), (values) => {
      const matrix = new Float64Array(9);
      const quaternion = new Float64Array(4);
      const back = new Float64Array(9);
      sixDToMatrix(values, 0, matrix, 0);
      matrixToQuaternion(matrix, 0, quaternion, 0);
      quaternionToMatrix(quaternion, 0, back, 0);
      close(back, matrix, 1e-9);
    }),
  );
});

test("slerp runs from one to the other at constant speed, the short way", () => {
  fc.assert(
    fc.property(rotation, rotation, (first, second) => {
      const a = new Float64Array(4);
      const b = new Float64Array(4);
      const out = new Float64Array(4);
      axisAngleToQuaternion(first, 0, a, 0);
      axisAngleToQuaternion(second, 0, b, 0);
      const dot = (p: Float64Array, q: Float64Array) => Math.abs(p.reduce((sum, value, i) => sum + value * q[i], 0));
      const angle = Math.acos(Math.min(1, dot(a, b)));
      for (const fraction of [0, 0.25, 0.5, 1]) {
        quaternionSlerp(a, 0, b, 0, fraction, out, 0);
        assert.ok(Math.abs(Math.acos(Math.min(1, dot(a, out))) - fraction * angle) < 1e-4);
        assert.ok(Math.abs(Math.acos(Math.min(1, dot(b, out))) - (1 - fraction) * angle) < 1e-4);
      }
    }),
  );
});
