import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { parsePose, poseComponent, readPoseFile } from "../../../lib/data/formats/pose";
import { FormatError, UserError } from "../../../lib/errors";

interface Body {
  version: 0 | 0.1 | 0.2;
  fps: number;
  frames: number;
  people: number;
  format: string;
  points: string[][];
}

/** Writes a `.pose` file with numbers 0, 1, 2, … as points and 0.5, 1.5, … as confidences. */
function writePose({ version, fps, frames, people, format, points }: Body): Buffer {
  const parts: Buffer[] = [];
  const uint16 = (...values: number[]) => {
    for (const value of values) {
      const bytes = Buffer.alloc(2);
      bytes.writeUInt16LE(value);
      parts.push(bytes);
    }
  };
  const uint32 = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    parts.push(bytes);
  };
  const float = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    parts.push(bytes);
  };
  const text = (value: string) => {
    const bytes = Buffer.from(value, "utf8");
    uint16(bytes.length);
    parts.push(bytes);
  };
  float(version);
  uint16(640, 480, 0, points.length);
  points.forEach((names, i) => {
    text(`PART_${i}`);
    text(format);
    uint16(names.length, 1, 2);
    for (const name of names) text(name);
    uint16(0, names.length - 1, 255, 0, 0, 0, 255, 7);
  });
  const total = points.flat().length;
  const dimensions = format.length - 1;
  if (version === 0) {
    uint16(fps, frames);
    for (let frame = 0; frame < frames; frame++) {
      uint16(people);
      for (let person = 0; person < people; person++) {
        uint16(person);
        for (let point = 0; point < total; point++) {
          for (let axis = 0; axis < dimensions; axis++) float((frame * total + point) * dimensions + axis);
          float(frame * total + point + 0.5);
        }
      }
    }
    return Buffer.concat(parts);
  }
  if (version === 0.1) uint16(fps, frames % 65536);
  else {
    float(fps);
    uint32(frames);
  }
  uint16(people);
  for (let i = 0; i < frames * people * total * dimensions; i++) float(i);
  for (let i = 0; i < frames * people * total; i++) float(i + 0.5);
  return Buffer.concat(parts);
}

const bodies: fc.Arbitrary<Body> = fc.record({
  version: fc.constantFrom(0 as const, 0.1 as const, 0.2 as const),
  fps: fc.integer({ min: 1, max: 120 }),
  frames: fc.integer({ min: 0, max: 5 }),
  people: fc.constant(1),
  format: fc.constantFrom("XYC", "XYZC"),
  points: fc.array(fc.array(fc.string({ unit: "grapheme", maxLength: 4 }), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  }),
});

test("what was written is read, in all three versions", () => {
  fc.assert(
    fc.property(bodies, (body) => {
      const recording = parsePose(writePose(body), "a.pose");
      assert.equal(recording.version, body.version);
      assert.equal(recording.fps, body.fps);
      assert.equal(recording.frames, body.frames);
      assert.equal(recording.width, 640);
      assert.equal(recording.height, 480);
      assert.deepEqual(
        recording.components.map((component) => component.points),
        body.points,
      );
      assert.deepEqual(recording.components[0].limbs, [[0, body.points[0].length - 1]]);
      assert.deepEqual(recording.components[0].colors, [
        [255, 0, 0],
        [0, 255, 7],
      ]);
      const last = recording.components[recording.components.length - 1];
      assert.equal(last.offset + last.points.length, recording.points);
      assert.equal(recording.data.length, body.frames * recording.points * recording.dimensions);
      assert.ok(recording.data.every((value, i) => value === i));
      assert.ok(recording.confidence.every((value, i) => value === i + 0.5));
    }),
  );
});

test("several people: all of them in 0.1 and 0.2, the first in 0.0", () => {
  const body = { fps: 24, frames: 2, people: 3, format: "XYC", points: [["a", "b"]] };
  assert.equal(parsePose(writePose({ ...body, version: 0.2 }), "a").data.length, 2 * 3 * 2 * 2);
  assert.equal(parsePose(writePose({ ...body, version: 0.1 }), "a").people, 3);
  assert.deepEqual([...parsePose(writePose({ ...body, version: 0 }), "a").data], [0, 1, 2, 3, 4, 5, 6, 7]);
});

test("0.1 states the frames modulo 65,536, the length of the file tells them all", () => {
  const bytes = writePose({ version: 0.1, fps: 30, frames: 65538, people: 1, format: "XYC", points: [["a"]] });
  assert.equal(parsePose(bytes, "a").frames, 65538);
});

test("a file cut anywhere, or with bytes too many, is a FormatError that names the byte", () => {
  fc.assert(
    fc.property(bodies, fc.double({ min: 0, max: 0.999, noNaN: true }), (body, part) => {
      const bytes = writePose(body);
      const cut = bytes.subarray(0, Math.floor(bytes.length * part));
      assert.throws(
        () => parsePose(cut, "cut.pose"),
        (error) => error instanceof FormatError && /^cut\.pose: byte \d+: /.test(error.message),
      );
      assert.throws(() => parsePose(Buffer.concat([bytes, Buffer.from([1])]), "long.pose"), FormatError);
    }),
  );
});

test("damaged bytes give a FormatError or a recording, never anything else", () => {
  fc.assert(
    fc.property(bodies, fc.nat(), fc.integer({ min: 0, max: 255 }), (body, position, value) => {
      const bytes = writePose(body);
      bytes[position % bytes.length] = value;
      try {
        parsePose(bytes, "damaged.pose");
      } catch (error) {
        assert.ok(error instanceof FormatError, String(error));
      }
    }),
    { numRuns: 500 },
  );
});

test("counts that promise gigabytes are refused before memory is taken", () => {
  const small = { fps: 25, frames: 1, people: 1, format: "XYZC", points: [["a"]] };
  const huge = writePose({ ...small, version: 0.2 });
  huge.writeUInt32LE(0xffffffff, huge.length - 16 - 6);
  assert.throws(() => parsePose(huge, "huge.pose"), /4294967295 frames .* cut or damaged/);
  const names = Array.from({ length: 30000 }, () => "");
  const empty = writePose({ version: 0, fps: 25, frames: 65535, people: 0, format: "XYZC", points: [names] });
  assert.throws(() => parsePose(empty, "empty.pose"), FormatError);
});

test("a missing file and a missing component are said in words", () => {
  assert.throws(
    () => readPoseFile("no-such.pose"),
    (error) => error instanceof UserError && /no-such/.test(error.message),
  );
  const recording = parsePose(
    writePose({ version: 0.2, fps: 25, frames: 1, people: 1, format: "XYC", points: [["a"]] }),
    "a",
  );
  assert.throws(() => poseComponent(recording, "FACE"), /no component FACE; it has PART_0/);
});

const lexicon = join(__dirname, "../../../data/fingerspelling-lexicon");
test("a real recording has the numbers that the Python package pose-format 0.15.0 reads", {
  skip: existsSync(lexicon) ? false : "the recordings are not installed",
}, () => {
  const file = join(lexicon, "ase/fs-stse28e9ac023b0e29ca0a3acc12dc46540.pose");
  assert.ok(readFileSync(file).length > 0);
  const recording = readPoseFile(file);
  assert.deepEqual(
    recording.components.map((component) => [component.name, component.points.length]),
    [
      ["POSE_LANDMARKS", 33],
      ["FACE_LANDMARKS", 478],
      ["LEFT_HAND_LANDMARKS", 21],
      ["RIGHT_HAND_LANDMARKS", 21],
      ["POSE_WORLD_LANDMARKS", 33],
    ],
  );
  assert.deepEqual([recording.fps, recording.frames, recording.people, recording.dimensions], [25, 21, 1, 3]);
  const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);
  assert.ok(Math.abs(sum(recording.data) - 7220409.550885) < 1e-3);
  assert.ok(Math.abs(sum(recording.confidence) - 11301.01034) < 1e-4);
  const point = (3 * 586 + 40) * 3;
  assert.deepEqual(
    [...recording.data.subarray(point, point + 3)],
    [217.68516540527344, 112.36444091796875, 250.4578094482422],
  );
});
