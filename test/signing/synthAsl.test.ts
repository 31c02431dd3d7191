// SynthASL as a corpus: what it promises about splits, signers, sizes and files.
import assert from "node:assert/strict";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { configure } from "../../lib/config";
import { loadCorpus } from "../../lib/data/corpus";
import { clipRow } from "../../lib/data/statistics";
import { StoppedError, UserError } from "../../lib/errors";
import { testSigners, trainSigners } from "../../lib/signing/signers";
import { assignSentences, generateSynthAsl } from "../../lib/signing/synthAsl";
import { writeSynthAsl } from "../../lib/signing/writeSynthAsl";

const folder = mkdtempSync(join(tmpdir(), "lslm synthasl "));
after(() => rmSync(folder, { recursive: true }));
const small = { seed: 3, train: 30, validation: 6, test: 12, maxSigns: 6 };

test("the grammar yields 24,000 distinct sentences whose splits share neither English nor glosses", () => {
  const sentences = assignSentences({ seed: 0, train: 20_000, validation: 2000, test: 2000 });
  const english = new Map<string, string>();
  const glosses = new Map<string, string>();
  for (const { text, gloss, split } of sentences) {
    assert.equal(english.has(text), false, `${text} is there twice`);
    english.set(text, split);
    assert.equal(glosses.get(gloss) ?? split, split, `${gloss} is in two splits`);
    glosses.set(gloss, split);
  }
  assert.equal(english.size, 24_000);
  const words = new Set([...english.keys()].flatMap((text) => text.toLowerCase().match(/[a-z']+/g) ?? []));
  assert.ok(words.size > 600 && words.size < 1100, `${words.size} words`);
});

test("hardly a test or validation sentence has a sign that a large training split lacks", () => {
  const sentences = assignSentences({ seed: 1, train: 8000, validation: 400, test: 400 });
  const known = new Set<string>();
  for (const { split, gloss } of sentences) if (split === "train") for (const sign of gloss.split(" ")) known.add(sign);
  const strange = sentences.filter(({ gloss }) => gloss.split(" ").some((sign) => !known.has(sign)));
  assert.ok(strange.length <= 4, strange.map(({ gloss }) => gloss).join("; "));
});

test("the same seed gives the same clips, another seed others; clips are complete and finite", () => {
  const clips = generateSynthAsl(small);
  assert.deepEqual(generateSynthAsl(small), clips);
  assert.notDeepEqual(
    generateSynthAsl({ ...small, seed: 4 }).map(({ text }) => text),
    clips.map(({ text }) => text),
  );
  assert.equal(clips.length, 48);
  for (const clip of clips) {
    assert.equal(clip.joints.length, clip.frames * 156);
    assert.ok(clip.joints.every(Number.isFinite));
    assert.ok(clip.frames >= 18 && clip.frames <= 150, `${clip.frames} frames`);
    assert.match(clip.text, /^[A-Z].*[.?]$/);
    let end = 0;
    for (const segment of clip.segments ?? []) {
      assert.ok(segment.start >= end && segment.end > segment.start && segment.end <= clip.frames);
      end = segment.end;
    }
    assert.equal(clip.segments?.map(({ label }) => label).join(" "), clip.gloss);
  }
});

test("each profile has its number of sentences, and the grammar has as many", () => {
  const sizes = { smoke: 60, quick: 2000, course: 10_000, paper: 30_000 } as const;
  for (const [profile, size] of Object.entries(sizes)) {
    const { train, validation, test, maxSigns } = configure(profile as keyof typeof sizes, "synthasl").corpus;
    assert.equal(train + validation + test, size);
    if (profile === "paper") assert.equal(assignSentences({ seed: 0, train, validation, test, maxSigns }).length, size);
  }
});

test("signers sign at 2 to 3 signs a second, the slowest a little below, and not all alike", () => {
  const rows = generateSynthAsl({ ...small, train: 100, test: 40 }).map(clipRow);
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const rates = [...new Set(rows.map(({ signer }) => signer))].map((signer) =>
    mean(rows.filter((row) => row.signer === signer).map(({ signsPerSecond }) => signsPerSecond)),
  );
  assert.equal(rates.length, trainSigners.length + testSigners.length);
  const all = mean(rates);
  assert.ok(all > 2.1 && all < 2.7, `${all} signs a second`);
  assert.ok(Math.min(...rates) > 1.75 && Math.max(...rates) < 3, rates.join(" "));
  assert.ok(Math.max(...rates) - Math.min(...rates) > 0.4, rates.join(" "));
});

test("half of the test clips are by signers that training never shows", () => {
  const clips = generateSynthAsl(small);
  const seen = new Set(clips.filter(({ split }) => split === "train").map(({ signer }) => signer));
  assert.equal(seen.size, trainSigners.length);
  const unseen = clips.filter(({ split, signer }) => split === "test" && !seen.has(signer));
  assert.equal(unseen.length, 6);
  assert.ok(unseen.every(({ signer }) => testSigners.some(({ id }) => id === signer)));
  assert.ok(clips.every(({ split, signer }) => split === "test" || seen.has(signer)));
});

test("written as SignAvatars and How2Sign files it comes back through their loader, joints within 1e-5 m", () => {
  const path = join(folder, "corpus");
  assert.equal(writeSynthAsl(path, small), true);
  assert.equal(writeSynthAsl(path, small), false);
  const { name, fps, clips, skipped } = loadCorpus(
    configure("smoke", "synthasl", {
      seed: 3,
      "corpus.path": path,
      "corpus.train": 30,
      "corpus.validation": 6,
      "corpus.test": 12,
      "corpus.maxSigns": 6,
    }),
  );
  assert.deepEqual([name, fps, clips.length, skipped], ["synthasl", 24, 48, []]);
  const made = generateSynthAsl(small);
  for (const [i, clip] of made.entries()) {
    const read = clips[i];
    assert.ok(read);
    const { joints, smplx, ...labels } = clip;
    const { joints: readJoints, smplx: readSmplx, ...readLabels } = read;
    assert.deepEqual(readLabels, labels);
    assert.ok(readSmplx && smplx);
    let most = 0;
    for (let at = 0; at < joints.length; at++) {
      most = Math.max(most, Math.abs((joints[at] as number) - (readJoints[at] as number)));
    }
    assert.ok(most < 1e-5, `${clip.id}: ${most} m`);
  }
});

test("writing never touches a folder of somebody else, and replaces another corpus as a whole", () => {
  const path = join(folder, "replaced");
  writeSynthAsl(path, { seed: 0, train: 3, validation: 1, test: 1 });
  assert.equal(writeSynthAsl(path, { seed: 1, train: 2, validation: 1, test: 1 }), true);
  assert.equal(readdirSync(join(path, "train")).length, 2);
  const foreign = join(folder, "corpus", "train");
  const before = readdirSync(foreign).length;
  assert.throws(() => writeSynthAsl(foreign, small), UserError);
  assert.equal(readdirSync(foreign).length, before);
  writeFileSync(join(folder, "file"), "");
  const stopped = join(folder, "stopped");
  assert.throws(() => writeSynthAsl(stopped, { ...small, signal: AbortSignal.abort() }), StoppedError);
  assert.equal(existsSync(stopped), false);
  assert.ok(readdirSync(folder).every((entry) => !entry.includes(".tmp-")));
});

test("a stopped writing goes on where it was and ends in the same bytes", () => {
  const [whole, halting] = [join(folder, "whole"), join(folder, "halting")];
  const options = { seed: 5, train: 9, validation: 2, test: 4 };
  writeSynthAsl(whole, options);
  for (const stopAt of [4, 11, 12]) {
    const controller = new AbortController();
    let first: number | undefined;
    const onProgress = (done: number): void => {
      first ??= done;
      if (done === stopAt) controller.abort();
    };
    assert.throws(() => writeSynthAsl(halting, { ...options, onProgress, signal: controller.signal }), StoppedError);
    assert.ok((first ?? 0) > stopAt - 8, "what was there is not made again");
    assert.equal(existsSync(halting), false);
    appendFileSync(join(folder, ".halting.partial", "how2sign_realigned_train.csv"), "synth-train-half a row");
  }
  writeSynthAsl(halting, options);
  const files = (path: string): string[] => (readdirSync(path, { recursive: true }) as string[]).sort();
  assert.deepEqual(files(halting), files(whole));
  for (const name of files(whole).filter((entry) => /\.(pkl|csv|json)$/.test(entry))) {
    assert.deepEqual(readFileSync(join(halting, name)), readFileSync(join(whole, name)), name);
  }
});

test("the csv marks the test clips of unseen signers", () => {
  const path = join(folder, "marked");
  writeSynthAsl(path, { seed: 1, train: 4, validation: 2, test: 6 });
  const marks = (split: string): string[] =>
    readFileSync(join(path, `how2sign_realigned_${split}.csv`), "utf8")
      .trim()
      .split("\n")
      .map((row) => row.split("\t").at(-1) as string);
  assert.deepEqual(marks("test"), ["UNSEEN_SIGNER", "0", "1", "0", "1", "0", "1"]);
  assert.deepEqual(marks("train").slice(1), ["0", "0", "0", "0"]);
});

test("more sentences than there are is a clear refusal", () => {
  assert.throws(() => assignSentences({ seed: 0, train: 50, validation: 0, test: 0, maxSigns: 1 }), UserError);
});
