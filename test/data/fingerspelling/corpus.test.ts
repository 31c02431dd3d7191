import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { encodeFeatures } from "../../../lib/body/features";
import { boneLengths, SMPLX_SKELETON } from "../../../lib/body/skeleton";
import { configure } from "../../../lib/config";
import type { Clip } from "../../../lib/data/clip";
import { fingerspellingClips } from "../../../lib/data/corpus";
import { buildFingerspelling, englishWords } from "../../../lib/data/fingerspelling/corpus";
import { letterDistance, SHARED_ALPHABETS, sharedLetters } from "../../../lib/data/fingerspelling/languages";
import { type Letter, loadLetters } from "../../../lib/data/fingerspelling/letters";
import { UserError } from "../../../lib/errors";

const lexiconDir = join(__dirname, "../../../data/fingerspelling-lexicon");
const skip = existsSync(join(lexiconDir, "index.csv")) ? false : "the recordings are not installed";

const small = { lexiconDir, seed: 7, words: { train: 40, validation: 10, test: 10 } };

/** Sum of every number of a clip: changes with any change. */
const digest = (clips: Clip[]) =>
  clips.map((clip) => [clip.id, clip.signer, clip.frames, clip.joints.reduce((a, b) => a + b, 0)]);

test("the word list: many words, 3 to 8 small letters, each once, every letter in it", () => {
  const words = englishWords();
  assert.ok(words.length >= 1500);
  assert.equal(new Set(words).size, words.length);
  for (const word of words) assert.match(word, /^[a-z]{3,8}$/);
  assert.equal(new Set(words.join("")).size, 26);
});

test("26 ASL letters are found; J and Z move, the others are held", { skip }, () => {
  const letters = loadLetters(lexiconDir, "ase");
  assert.deepEqual([...letters.keys()].sort().join(""), "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  for (const letter of letters.values()) {
    assert.equal(letter.moving, letter.letter === "J" || letter.letter === "Z");
    assert.ok(letter.frames >= 8, `${letter.letter}: ${letter.frames} frames`);
    assert.ok(letter.confidence > 0.9);
  }
});

test("handshapes are what the alphabet says", { skip }, () => {
  const letters = loadLetters(lexiconDir, "ase");
  // a finger is stretched when its last bone goes on in the direction of its first
  const stretched = (letter: Letter, finger: number) => {
    const base = (letter.frames >> 1) * 45 + finger * 9;
    const cosine = [0, 1, 2].reduce(
      (sum, axis) => sum + letter.fingers[base + axis] * letter.fingers[base + 6 + axis],
      0,
    );
    return cosine > 0.5;
  };
  const shape = (name: string) => {
    const letter = letters.get(name) as Letter;
    return ["index", "middle", "pinky", "ring"].filter((_, finger) => stretched(letter, finger)).join(" ");
  };
  assert.equal(shape("A"), "");
  assert.equal(shape("B"), "index middle pinky ring");
  assert.equal(shape("L"), "index");
  assert.equal(shape("D"), "index");
  assert.equal(shape("V"), "index middle");
  assert.equal(shape("U"), "index middle");
  assert.equal(shape("W"), "index middle ring");
  assert.equal(shape("I"), "pinky");
  assert.equal(shape("Y"), "pinky");
  assert.equal(shape("F"), "middle pinky ring");
});

test("splits share no word and no signer, whatever is asked for; every clip is whole", { skip }, () => {
  const clips = buildFingerspelling({ ...small, strings: { train: 10 }, renditions: { test: 2 } });
  assert.equal(clips.length, 40 + 10 + 10 + 20);
  const seen = new Map<string, string>();
  for (const clip of clips) {
    for (const name of [`word ${clip.text}`, `signer ${clip.signer}`]) {
      assert.equal(seen.get(name) ?? clip.split, clip.split, name);
      seen.set(name, clip.split);
    }
    assert.equal(clip.joints.length, clip.frames * 156);
    assert.equal(clip.confidence?.length, clip.frames * 52);
    assert.ok(clip.joints.every(Number.isFinite));
    assert.equal(clip.gloss, [...clip.text.toUpperCase()].join(" "));
    assert.equal(clip.segments?.map((segment) => segment.label).join(""), clip.text.toUpperCase());
    let end = 0;
    for (const segment of clip.segments ?? []) {
      assert.ok(segment.start >= end && segment.end > segment.start);
      end = segment.end;
    }
    assert.equal(end, clip.frames);
    assert.ok(encodeFeatures(clip.joints, clip.frames).every(Number.isFinite));
  }
  assert.equal(new Set(clips.map((clip) => clip.id)).size, clips.length);
  const words = (split: string, list: Clip[]) => list.filter((clip) => clip.split === split).map((clip) => clip.text);
  const short = buildFingerspelling({ ...small, maxLetters: 4 });
  const large = buildFingerspelling({ ...small, words: { train: 300, validation: 0, test: 0 } });
  const test = new Set([...words("test", clips), ...words("test", short)]);
  for (const word of [...words("train", short), ...words("train", large)]) assert.ok(!test.has(word), word);
  assert.ok(short.every((clip) => clip.text.length <= 4));
});

test("the same seed gives the same numbers, another seed others", { skip }, () => {
  const options = { ...small, words: { train: 5, validation: 2, test: 2 } };
  assert.deepEqual(digest(buildFingerspelling(options)), digest(buildFingerspelling(options)));
  assert.notDeepEqual(digest(buildFingerspelling(options)), digest(buildFingerspelling({ ...options, seed: 8 })));
});

test("the word list has as many words as each profile asks for", { skip }, () => {
  for (const profile of ["quick", "course"] as const) {
    const { corpus, seed } = configure(profile, "fingerspelling");
    const { train, validation, test } = corpus;
    const words = new Set(fingerspellingClips({ corpus: { ...corpus, renditions: 1 }, seed }).map(({ text }) => text));
    assert.equal(words.size, train + validation + test);
  }
});

test("the first train words bring all letters", { skip }, () => {
  const clips = buildFingerspelling(small).filter((clip) => clip.split === "train");
  assert.equal(new Set(clips.map((clip) => clip.text).join("")).size, 26);
});

test("without variation all signers are alike, with it they differ in size and hand", { skip }, () => {
  const wordList = Array.from({ length: 26 }, (_, i) => `l${String.fromCharCode(97 + i)}`);
  const options = { lexiconDir, seed: 1, wordList, words: { train: 20, validation: 0, test: 0 } };
  const lengths = (clips: Clip[]) => clips.map((clip) => boneLengths(SMPLX_SKELETON, clip.joints)[19].toFixed(4));
  assert.equal(new Set(lengths(buildFingerspelling({ ...options, variation: 0 }))).size, 1);
  assert.ok(new Set(lengths(buildFingerspelling(options))).size > 5);
  const many = buildFingerspelling({ ...options, renditions: { train: 20 } });
  const left = many.filter((clip) => (clip.confidence?.[25] ?? 0) > 0);
  assert.ok(left.length > 0 && left.length < many.length / 3);
});

test("doubled letters slide outwards: AA is not one long A", { skip }, () => {
  const [clip] = buildFingerspelling({
    lexiconDir,
    seed: 1,
    wordList: ["aa"],
    words: { train: 1, validation: 0, test: 0 },
    variation: 0,
  });
  const wrist = (frame: number) => clip.joints[(frame * 52 + 21) * 3];
  const [first, second] = clip.segments ?? [];
  assert.ok(wrist(first.start) - wrist(second.end - 1) > 0.04);
});

test("the table of shared letters is what its rule gives on the recordings", { skip }, () => {
  const still = [..."ABCDEFGHIKLMNOPQRSTUVWXY"];
  const asl = loadLetters(lexiconDir, "ase");
  for (const [language, { letters }] of Object.entries(SHARED_ALPHABETS)) {
    if (language === "ase") continue;
    const own = loadLetters(lexiconDir, language);
    const shared = still.filter((name) => {
      const letter = own.get(name);
      if (!letter) return false;
      const distances = new Map(still.map((other) => [other, letterDistance(letter, asl.get(other) as Letter)]));
      const measure = (other: string) => (distances.get(other)?.fingers ?? 0) + (distances.get(other)?.palm ?? 0) / 4;
      const { fingers, palm } = distances.get(name) as { fingers: number; palm: number };
      const nearer = still.filter((other) => measure(other) < measure(name)).length;
      return fingers <= 20 && palm <= 45 && nearer <= 1;
    });
    assert.equal(shared.join(""), letters, language);
  }
});

test("other languages spell with shared letters only, unseen in training's words", { skip }, () => {
  const clips = buildFingerspelling({
    ...small,
    language: "gsg",
    words: { train: 0, validation: 0, test: 20 },
    strings: { test: 20 },
  });
  const letters = sharedLetters("gsg");
  assert.equal(clips.length, 40);
  for (const clip of clips) for (const letter of clip.text.toUpperCase()) assert.ok(letters.has(letter));
  assert.throws(
    () => sharedLetters("xyz"),
    (error) => error instanceof UserError && /gsg/.test(error.message),
  );
});

test("borrowed recordings change train clips alone", { skip }, () => {
  const plain = buildFingerspelling(small);
  const mixed = buildFingerspelling({ ...small, borrow: ["svk", "ise"] });
  const of = (split: string, clips: Clip[]) => digest(clips.filter((clip) => clip.split === split));
  assert.deepEqual(of("test", mixed), of("test", plain));
  assert.notDeepEqual(of("train", mixed), of("train", plain));
});

test("too many words, a missing lexicon and an unrecorded letter are said in words", { skip }, () => {
  assert.throws(
    () => buildFingerspelling({ ...small, words: { train: 99999, validation: 0, test: 0 } }),
    (error) => error instanceof UserError && /99999 train words/.test(error.message),
  );
  assert.throws(() => loadLetters(join(lexiconDir, "nowhere"), "ase"), /npm run setup/);
  assert.throws(() => loadLetters(lexiconDir, "xyz"), /"xyz"; it has .*ase/);
});
