// The lexicon's notation, how glosses are resolved into signs, and what the lexicon says about itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { smplxToJoints } from "../../lib/body/kinematics";
import { jointIndex } from "../../lib/body/skeleton";
import { Random } from "../../lib/random";
import { articulate } from "../../lib/signing/articulation";
import { partsOf } from "../../lib/signing/gloss";
import { spell } from "../../lib/signing/lexicon/alphabet";
import { minimalPairs, parameters } from "../../lib/signing/lexicon/minimalPairs";
import { signs } from "../../lib/signing/lexicon/signs";
import { readSign, readSigns } from "../../lib/signing/notation";
import { type Signer, trainSigners } from "../../lib/signing/signers";

test("a line of the notation, part by part", () => {
  assert.deepEqual(
    readSign(
      "SISTER l chin.thumbTip(1,-2,0.5) contra/up-front to:otherTop(0,3,0) turn:=/front *1.2 !nod & l center up/contra",
    ),
    {
      gloss: "SISTER",
      shape: "l",
      at: "chin",
      part: "thumbTip",
      offset: [1, -2, 0.5],
      palm: "contra",
      fingers: "up front",
      nonManual: "nod",
      length: 1.2,
      move: { to: "otherTop", toOffset: [0, 3, 0], fingers: "front" },
      second: { shape: "l", at: "center", palm: "up", fingers: "contra" },
    },
  );
  const { move, second } = readSign(
    "X s neutral down/front by(0,1,2) bow(3,4,5) tap(6,7,8)x2 circle:sagittal(6)x-1.5 twist(30)x2 wiggle(9) >five x3 & mirror",
  );
  assert.deepEqual(move, {
    by: [0, 1, 2],
    bow: [3, 4, 5],
    taps: { from: [6, 7, 8], count: 2 },
    circle: { plane: "sagittal", radius: 6, turns: 1.5, reversed: true },
    wrist: { kind: "twist", degrees: 30, cycles: 2 },
    wiggle: 9,
    shape: "five",
    repeats: 3,
  });
  assert.equal(second, "mirror");
  assert.deepEqual(
    readSigns("\n  -- a remark\n  A s chin down/front\n\n").map(({ gloss }) => gloss),
    ["A"],
  );
});

test("what is not understood is named with its line", () => {
  for (const [line, word] of [
    ["A shape chin down/front", "shape"],
    ["A s nowhere down/front", "nowhere"],
    ["A s chin.tail down/front", "chin.tail"],
    ["A s chin down", "down"],
    ["A s chin down/front jump", "jump"],
    ["A s chin down/front !wink", "!wink"],
    ["A s chin down/front & noHand", "noHand"],
  ] as const) {
    assert.throws(
      () => readSign(line),
      (error: Error) => error instanceof RangeError && error.message.includes(word),
      line,
    );
  }
});

test("glosses: compounds, plurals, names, numbers, agreement", () => {
  const names = (gloss: string): string =>
    partsOf(gloss)
      .map(({ sign }) => sign.gloss)
      .join(" ");
  assert.equal(names("EAT^NOON"), "EAT NOON");
  assert.equal(names("TREE++"), "TREE TREE TREE");
  assert.equal(names("FS-ANNA"), "A N N A");
  assert.equal(names("NUM-25"), "2 5");
  assert.equal(names("1-GIVE-2"), "GIVE");
  assert.equal(partsOf("EAT^NOON")[0]?.sign.move?.taps?.count, 1, "reduced");
  assert.ok((spell("ANNA")[2]?.offset?.[0] ?? 0) > 0, "a double letter slides");
  const sides = partsOf("TREE++").map(({ aside }) => aside as number);
  assert.ok(sides.every((aside, i) => i === 0 || aside > (sides[i - 1] as number)));
  for (const gloss of ["NO-SUCH", "1-EAT-2", "FS-Ü", "TREE^NO-SUCH"]) assert.throws(() => partsOf(gloss), RangeError);
});

test("agreement verbs move from who does it to whom it is done", () => {
  const calm: Signer = { ...(trainSigners[0] as Signer), jitter: 0, fingerNoise: 0, lean: 0, flow: 0 };
  const way = (gloss: string): [side: number, front: number] => {
    const { motion, segments } = articulate([{ gloss }], calm, new Random(1, "way"));
    const joints = smplxToJoints(motion);
    const { start, end } = segments[0] as { start: number; end: number };
    const at = jointIndex("right_wrist") * 3;
    const by = (axis: number): number =>
      (joints[(end - 1) * 156 + at + axis] as number) - (joints[start * 156 + at + axis] as number);
    return [-by(0), by(2)];
  };
  for (const { gloss } of signs.filter(({ agrees }) => agrees)) {
    if (gloss === "TELL") continue; // begins at the chin whoever is told
    const [, away] = way(`1-${gloss}-2`);
    const [, toward] = way(`2-${gloss}-1`);
    assert.ok(away > 0.03, `1-${gloss}-2 goes ${away} m to the front`);
    assert.ok(toward < away - 0.05, `2-${gloss}-1 goes ${toward} m to the front`);
    assert.ok(way(`1-${gloss}-3`)[0] > way(`1-${gloss}-2`)[0] + 0.01, `1-${gloss}-3 goes to the side`);
  }
});

test("minimal pairs in handshape, location and movement, as ASL has them", () => {
  const pairs = minimalPairs();
  const has = (parameter: string, first: string, second: string): boolean =>
    pairs.some(
      (pair) =>
        pair.parameter === parameter && [pair.first, pair.second].sort().join() === [first, second].sort().join(),
    );
  assert.ok(
    has("location", "MOTHER", "FATHER") && has("location", "APPLE", "ONION") && has("location", "SUMMER", "UGLY"),
  );
  assert.ok(
    has("handshape", "FAMILY", "CLASS") && has("handshape", "PLEASE", "SORRY") && has("handshape", "CAR", "TRUCK"),
  );
  assert.ok(has("movement", "NOW", "TODAY") && has("movement", "NICE", "CLEAN"));
  assert.ok(pairs.length >= 50, `${pairs.length} pairs`);
  assert.ok(pairs.every(({ parameter }) => parameters.includes(parameter)));
  const kept = parameters.map((parameter) => pairs.filter((pair) => pair.parameter === parameter).length);
  assert.ok(
    kept.slice(0, 3).every((count) => count >= 5),
    kept.join(),
  );
});
