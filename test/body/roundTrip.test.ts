import assert from "node:assert/strict";
import { test } from "node:test";
import { roundTrip } from "../../lib/body/roundTrip";
import { BODY_SKELETON, boneLengths, SMPLX_SKELETON } from "../../lib/body/skeleton";
import { waving } from "../plots/motion";

test("nothing is lost in any layout but what 32 bits round", () => {
  const joints = waving(40);
  for (const [options, numbers] of [
    [{}, 623],
    [{ recipe: "corrected" }, 623],
    [{ variant: "compact" }, 313],
    [{ skeleton: BODY_SKELETON }, 263],
  ] as const) {
    const trip = roundTrip(joints, 40, options);
    assert.equal(trip.numbers, numbers);
    assert.ok(trip.fromPositions < 0.001, `${trip.fromPositions} mm`);
    if (numbers === 313) assert.equal(trip.fromRotations, undefined);
    else assert.ok((trip.fromRotations ?? 1) < 0.001, `${trip.fromRotations} mm`);
  }
  const lengths = boneLengths(SMPLX_SKELETON).map((length) => 1.1 * length);
  assert.ok(roundTrip(joints, 40, { lengths }).fromPositions < 0.001, "against the body that it was put on");
});
