import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { FormatError, StoppedError, UserError } from "../../lib/errors";
import { listRuns, openRun, readRun } from "../../lib/training/run";
import { runToy, STEPS } from "./toy";

const root = mkdtempSync(join(tmpdir(), "lslm-run-"));
after(() => rmSync(root, { recursive: true }));

const config = { seed: 3, tokenizer: { codes: 64, name: "é" } };

describe("a run's folder", () => {
  it("keeps settings, data and programs, and opens again with equal ones only", () => {
    const run = openRun("settings", { config, data: "abc", root });
    assert.equal(run.resumed, false);
    run.close();
    run.close();
    const again = openRun("settings", {
      config: { tokenizer: { name: "é", codes: 64 }, seed: 3 },
      data: "abc",
      command: "npx lslm train settings",
      root,
    });
    assert.equal(again.resumed, true);
    again.close();
    const { settings } = readRun("settings", root);
    assert.deepEqual(settings.config, config);
    assert.equal(settings.command, "npx lslm train settings");
    assert.equal(settings.sessions.length, 2);
    for (const field of ["started", "node", "tensorflow", "lab", "platform"] as const) {
      assert.match(settings.sessions[0]?.[field] as string, /\w/);
    }
    const other = { ...config, tokenizer: { ...config.tokenizer, codes: 128 } };
    const open = (changed: object, data: string) => () => openRun("settings", { config: changed, data, root });
    assert.throws(open(other, "abc"), /other settings \(tokenizer\.codes 64 then, 128 now\)/);
    assert.throws(open(config, "abd"), /other data/);
    // a refusal leaves no lock behind
    openRun("settings", { config, data: "abc", root }).close();
  });

  it("has each step once after a stop beyond a checkpoint and a line that was cut off", async () => {
    const first = openRun("resumed", { config, root });
    const controller = new AbortController();
    const record = first.recorder("toy");
    const stops = runToy({
      checkpoints: first.checkpoints("toy"),
      signal: controller.signal,
      onStep: (step) => {
        record(step);
        if (step.step === 6) controller.abort();
      },
    });
    await assert.rejects(stops, StoppedError);
    first.close();
    // what a killed run leaves: steps beyond its checkpoint, the last line in part
    appendFileSync(first.path("metrics.jsonl"), '{"stage":"toy","step":7,"loss":1}\n{"stage":"toy","st');
    const second = openRun("resumed", { config, root });
    const other = second.recorder("other");
    other({ step: 7 });
    await runToy({ checkpoints: second.checkpoints("toy"), onStep: second.recorder("toy") });
    second.finish({ score: 1 });
    second.close();
    const { metrics, summary } = readRun("resumed", root);
    const steps = metrics.filter(({ stage }) => stage === "toy").map(({ step }) => step);
    assert.deepEqual(
      steps,
      Array.from({ length: STEPS }, (_, step) => step),
    );
    assert.deepEqual(
      metrics.filter(({ stage }) => stage === "other"),
      [{ stage: "other", step: 7 }],
    );
    assert.deepEqual(summary, { score: 1 });
    const whole = await runToy();
    assert.deepEqual(
      metrics.filter(({ stage }) => stage === "toy"),
      whole.records.map((step) => ({ stage: "toy", ...step })),
    );
  });

  it("opened again in one process, closes what was open before", () => {
    const first = openRun("twice", { config, root });
    const record = first.recorder("toy");
    record({ step: 0 });
    const second = openRun("twice", { config, root });
    assert.throws(() => record({ step: 1 }), /is closed/);
    assert.throws(() => first.finish({}), /is closed/);
    first.close();
    assert.equal(listRuns(root).find(({ name }) => name === "twice")?.status, "running");
    second.close();
    assert.equal(listRuns(root).find(({ name }) => name === "twice")?.status, "stopped");
  });

  it("lists runs newest first, broken ones as damaged", () => {
    openRun("broken", { config, root }).close();
    writeFileSync(join(root, "broken/config.json"), '{"format": 1');
    symlinkSync("nowhere", join(root, "dangling"));
    const runs = listRuns(root);
    const status = new Map(runs.map((run) => [run.name, run.status]));
    assert.deepEqual(
      [status.get("broken"), status.get("resumed"), status.has("dangling")],
      ["damaged", "finished", false],
    );
    assert.throws(() => readRun("broken", root), FormatError);
    assert.throws(() => openRun("broken", { config, root }), FormatError);
    assert.throws(
      () => readRun("nothing", root),
      (error) => error instanceof UserError && /there are .*settings/.test(error.message),
    );
    for (const name of ["", ".", ".."]) assert.throws(() => openRun(name, { config, root }), UserError);
    const newer = JSON.parse(readFileSync(join(root, "settings/config.json"), "utf8"));
    writeFileSync(join(root, "settings/config.json"), JSON.stringify({ ...newer, format: 2 }));
    assert.throws(() => readRun("settings", root), /update the repository/);
  });
});
