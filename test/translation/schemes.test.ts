import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { configure, SCHEMES, type Stage } from "../../lib/config";
import { StoppedError, UserError } from "../../lib/errors";
import { tf } from "../../lib/tensor/backend";
import { CheckpointFolder } from "../../lib/training/checkpoint";
import type { ParameterSet } from "../../lib/training/parameters";
import { instructs, type Scheme, schemeOf, schemes, stepsOf, trainScheme } from "../../lib/translation/schemes";
import { type Ask, trainTranslator } from "../../lib/translation/train";
import type { Translator } from "../../lib/translation/translator";
import { tinyTranslator, tinyUtterances } from "./tinyTranslator";

const settings = { steps: 4, batch: 2, learningRate: 1e-2, projectorLearningRate: 1e-2, warmup: 1 };
const stage = { ...settings, name: "translation", trains: ["projector", "llm"] as const };
const ask: Ask = (utterance, step) => ({ ...utterance, instruction: step % 2 ? "count" : "first <signing> then" });

const bytes = (parameters: ParameterSet) =>
  Buffer.concat([...parameters.save().values()].map((tensor) => Buffer.from(tensor.dataSync().slice().buffer)));
const weights = ({ projector, lora }: Translator) => ({
  projector: bytes(projector.parameters),
  llm: bytes(lora.parameters),
});
/** Weights after a training of a new translator. */
async function trained(train: (translator: Translator) => Promise<unknown>) {
  const translator = tinyTranslator();
  await train(translator);
  const result = weights(translator);
  translator.dispose();
  return result;
}
const start = trained(async () => {});

describe("schemes", () => {
  it("are the six rows of the table: equally long, each ending with instructions", () => {
    assert.deepEqual(Object.keys(schemes), [...SCHEMES]);
    for (const [name, scheme] of Object.entries(schemes)) {
      assert.equal(
        scheme.reduce((sum, one) => sum + stepsOf(one, 1000), 0),
        1000,
      );
      const last = scheme.at(-1) as Stage;
      assert.equal(last.on, "instructions");
      assert.deepEqual(last.trains, name.endsWith("-llm") ? ["llm"] : ["projector", "llm"]);
      assert.ok(instructs(scheme));
    }
  });

  it("where none is given, are one stage on the corpus' own task", () => {
    const scheme = schemeOf(configure("smoke", "synthasl").translation);
    assert.deepEqual(
      scheme.map(({ name, trains, on }) => [name, trains, on]),
      [["translation", ["projector", "llm"], "translation"]],
    );
    assert.equal(stepsOf(scheme[0] as Stage, 45), 45);
    assert.ok(!instructs(scheme));
  });

  it("may be a list of one's own, whose mistakes are named", () => {
    const of = (scheme: unknown) =>
      schemeOf(configure("smoke", "synthasl", { "translation.scheme": scheme }).translation);
    const own: Stage = { name: "mine", trains: ["llm"], on: "translation", steps: 3 };
    assert.deepEqual(of([own]), [own]);
    assert.deepEqual(of("staged-llm"), schemes["staged-llm"]);
    const refused: [unknown, RegExp][] = [
      ["direct", /translation\.scheme: direct-llm, .* or a list of stages/],
      [[{ ...own, share: 0.5 }], /translation\.scheme.*one of the two/],
      [[{ ...own, trains: [] }], /translation\.scheme.*0.*trains/],
      [[own, own], /name of its own/],
      [[{ ...own, name: "alignment" }], /name of its own/],
    ];
    for (const [scheme, sentence] of refused) {
      assert.throws(
        () => of(scheme),
        (error: Error) => error instanceof UserError && sentence.test(error.message),
      );
    }
  });
});

describe("training by a scheme", () => {
  const parts = ["projector", "llm"] as const;
  for (const moving of parts) {
    it(`moves the ${moving} alone where only that trains, to the bit`, async () => {
      const scheme: Scheme = [{ name: "one", trains: [moving], on: "translation", share: 1 }];
      const after = await trained((own) => trainScheme(own, tinyUtterances, scheme, settings, 0, ask));
      const before = await start;
      for (const part of parts) assert.equal(after[part].equals(before[part]), part !== moving, part);
    });

    for (const checkpointing of [false, true]) {
      it(`computes no gradient of what does not move beside the ${moving}, checkpointing ${checkpointing}`, async () => {
        const translator = tinyTranslator({}, ["o_proj"]);
        const own = { ...stage, checkpointing, trains: [moving], steps: 1 };
        const { kernels } = await tf.profile(
          async () => void (await trainTranslator(translator, tinyUtterances, own, 0)),
        );
        // Shapes that only the gradients have, apart from copies: of φ's first layer, and of an adapter's B.
        const shapes = kernels.filter(({ name }) => name !== "Identity").map(({ outputShapes }) => outputShapes.join());
        const backward = { projector: shapes.includes("5,7"), llm: shapes.includes("12,3") };
        for (const part of parts) assert.equal(backward[part], part === moving, part);
        translator.dispose();
      });
    }
  }

  it("is the same training as one without schemes, where one stage trains both", async () => {
    const scheme = schemeOf(configure("smoke", "synthasl").translation);
    const byScheme = await trained((own) => trainScheme(own, tinyUtterances, scheme, settings, 0, ask));
    const plain = await trained((own) => trainTranslator(own, tinyUtterances, stage, 0));
    for (const part of parts) assert.ok(byScheme[part].equals(plain[part]), part);
  });

  it("asks instructions in the stages that say so, and nothing else changes them", async () => {
    const tuned = (on: Stage["on"]): Scheme => [{ name: "translation", trains: ["llm"], on, share: 1 }];
    const asked: string[] = [];
    const listening: Ask = (utterance, step, place) => {
      asked.push(`${step}/${place}`);
      return ask(utterance, step, place);
    };
    const without = await trained((own) =>
      trainScheme(own, tinyUtterances, tuned("translation"), settings, 0, listening),
    );
    assert.deepEqual(asked, []);
    const instructed = await trained((own) =>
      trainScheme(own, tinyUtterances, tuned("instructions"), settings, 0, listening),
    );
    assert.deepEqual(asked, ["0/0", "0/1", "1/0", "1/1", "2/0", "2/1", "3/0", "3/1"]);
    assert.ok(!instructed.llm.equals(without.llm));
  });

  it("computed in parts gives every place of a batch its own instruction", async () => {
    const places: number[] = [];
    const listening: Ask = (utterance, step, place) => {
      places.push(place);
      return ask(utterance, step, place);
    };
    await trained((own) =>
      trainTranslator(own, tinyUtterances, { ...stage, steps: 1, batch: 3, parts: 2, ask: listening }, 0),
    );
    assert.deepEqual(places, [0, 1, 2]);
  });
});

describe("a scheme that is stopped", () => {
  const folder = mkdtempSync(join(tmpdir(), "lslm-schemes-"));
  after(() => rmSync(folder, { recursive: true }));
  const scheme = schemes["staged-both"];
  const longer = { ...settings, steps: 10 };

  it("in each stage, goes on to the bits of the unstopped one", async () => {
    const whole = await trained((own) => trainScheme(own, tinyUtterances, scheme, longer, 0, ask));
    for (const { name } of scheme) {
      const controller = new AbortController();
      const session = (own: Translator) =>
        trainScheme(own, tinyUtterances, scheme, longer, 0, ask, (one) => ({
          checkpoints: new CheckpointFolder(join(folder, name, one.name), "test"),
          signal: controller.signal,
          onStep: ({ step }) => {
            if (one.name === name && step === 1) controller.abort();
          },
        }));
      await assert.rejects(trained(session), StoppedError);
      const resumed = await trained((own) =>
        trainScheme(own, tinyUtterances, scheme, longer, 0, ask, (one) => ({
          checkpoints: new CheckpointFolder(join(folder, name, one.name), "test"),
        })),
      );
      for (const part of ["projector", "llm"] as const)
        assert.ok(resumed[part].equals(whole[part]), `${name}: ${part}`);
    }
  });
});
