import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  formatDuration,
  formatFinish,
  formatProgress,
  formatRate,
  formatValue,
  progressBar,
} from "../../lib/training/progress";

const report = (done: number, total = 100) => ({ stage: "toy", done, total, values: { loss: 0.12345 } });

/** A stream that keeps what is written, and a clock that the test turns. */
function recorder(isTTY: boolean, columns?: number) {
  const written: string[] = [];
  const clock = { time: 0 };
  const bar = progressBar({ isTTY, columns, write: (text) => written.push(text) }, () => clock.time);
  return { written, clock, bar };
}

describe("progress", () => {
  it("formats one line: stage, bar, count, rate, time left, values", () => {
    assert.equal(
      formatProgress(report(40), { seconds: 4, steps: 20 }),
      "toy ━━━━━━━━──────────── 40/100  5 steps/s  0:12 left  loss 0.123",
    );
  });

  it("shows no rate before the second report, and seconds a step for slow ones", () => {
    assert.doesNotMatch(formatProgress(report(1), { seconds: 0, steps: 0 }), /\/s|left/);
    assert.match(
      formatProgress({ ...report(2), unit: "clip" }, { seconds: 5, steps: 2 }),
      /2\.50 s\/clip {2}4:05 left/,
    );
    assert.equal(formatRate(12.52), "12.5 steps/s");
  });

  it("ends a stage with its steps and seconds", () => {
    assert.equal(formatFinish(report(100), { seconds: 8.04, steps: 99 }), "toy: 100 steps in 8.0 s, loss 0.123");
    assert.equal(formatFinish({ ...report(1, 1), values: {} }, { seconds: 4000, steps: 0 }), "toy: 1 step in 1:06:40");
  });

  it("formats durations and values", () => {
    assert.deepEqual([0, 59.6, 3599.6, 7325].map(formatDuration), ["0:00", "1:00", "1:00:00", "2:02:05"]);
    assert.deepEqual([0, 3, 0.00012345, 1e-6, 123.4, Number.NaN].map(formatValue), [
      "0",
      "3",
      "0.000123",
      "1.0e-6",
      "123",
      "NaN",
    ]);
  });

  it("keeps its bar within its width for any counts", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (done, total) => {
        assert.equal(formatProgress(report(done, total), { seconds: 1, steps: 1 }).match(/[━─]/g)?.length, 20);
      }),
    );
  });

  it("rewrites one terminal line at most ten times a second and leaves the last", () => {
    const { written, clock, bar } = recorder(true, 60);
    for (let done = 1; done <= 100; done++) {
      clock.time += 10;
      bar(report(done));
    }
    assert.ok(written.length <= 12, `${written.length} writes in a second`);
    for (const text of written.slice(0, -1)) {
      assert.ok(text.startsWith("\r\x1b[2K") && !text.includes("\n"));
      assert.ok(text.length <= 5 + 59);
    }
    assert.equal(written.join("").split("\n").length, 2);
    assert.match(written.join(""), /toy: 100 steps in 1\.0 s, loss 0\.123\n$/);
  });

  it("writes whole lines elsewhere: first, every ten seconds, last", () => {
    const { written, clock, bar } = recorder(false);
    for (let done = 1; done <= 100; done++) {
      clock.time += 250;
      bar(report(done));
    }
    assert.deepEqual(
      written.map((line) => /(\d+)\/100|100 steps in/.exec(line)?.[1]),
      ["1", "41", "81", undefined],
    );
    assert.ok(written.every((line) => line.endsWith("\n")));
  });

  it("writes about ten lines a stage in a notebook", () => {
    const key = Symbol.for("lslm.interruptSignal");
    const scope = globalThis as Record<symbol, unknown>;
    scope[key] = () => new AbortController().signal;
    try {
      const { written, clock, bar } = recorder(false);
      for (let done = 1; done <= 1000; done++) {
        clock.time += 20;
        bar(report(done, 1000));
      }
      assert.ok(written.length >= 9 && written.length <= 12, `${written.length} lines`);
    } finally {
      delete scope[key];
    }
  });

  it("begins anew with the next stage, and after a stop in the middle of a line", () => {
    const { written, clock, bar } = recorder(true);
    bar(report(50));
    clock.time += 1000;
    bar({ ...report(1), stage: "next" });
    assert.ok(/50\/100/.test(written[0] as string) && written[1] === "\n" && written[2]?.includes("next"));
    assert.doesNotMatch(written.at(-1) as string, /left/);
    bar.end();
    bar.end();
    assert.equal(written.join("").split("\n").length, 3);
  });
});
