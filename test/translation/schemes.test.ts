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
import { Translator } from "../../lib/translation/translator";
import { tinyTranslator, tinyUtterances, tunableTranslator } from "./tinyTranslator";

const settings = { steps: 4, batch: 2, learningRate: 1e-2, projectorLearningRate: 1e-2, warmup: 1 };
const stage = { ...settings, name: "translation", trains: ["projector", "llm"] as const };
const ask: Ask = (utterance, step) => ({ ...utterance, instruction: step % 2 ? "count" : "first <signing> then" });

const bytes = (parameters: ParameterSet) =>
  Buffer.concat([...parameters.save().values()].map((tensor) => Buffer.from(tensor.dataSync().slice().buffer)));
const weights = ({ projector, lora, model }: Translator) => ({
  projector: bytes(projector.parameters),
  llm: bytes((lora ?? model).parameters as ParameterSet),
});
/** Weights after a training of a new translator. */
async function trained(train: (translator: Translator) => Promise<unknown>, make = () => tinyTranslator()) {
  const translator = make();
  await train(translator);
  const result = weights(translator);
  translator.dispose();
  return result;
}

/** Translators by what is trained of their language model, with the shape of a gradient of that. */
const kinds = {
  adapters: { make: () => tinyTranslator({}, ["o_proj"]), gradient: "12,3" },
  "all weights": { make: tunableTranslator, gradient: "12,10" },
};

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
  const cases = Object.entries(kinds).flatMap(([kind, own]) => parts.map((moving) => ({ kind, moving, ...own })));
  for (const { kind, moving, make, gradient } of cases) {
    it(`moves the ${moving} alone where only that trains, to the bit: ${kind}`, async () => {
      const scheme: Scheme = [{ name: "one", trains: [moving], on: "translation", share: 1 }];
      const after = await trained((own) => trainScheme(own, tinyUtterances, scheme, settings, 0, ask), make);
      const before = await trained(async () => {}, make);
      for (const part of parts) assert.equal(after[part].equals(before[part]), part !== moving, part);
    });

    for (const checkpointing of [false, true]) {
      it(`has no gradient beside the ${moving}'s, checkpointing ${checkpointing}: ${kind}`, async () => {
        const translator = make();
        const own = { ...stage, checkpointing, trains: [moving], steps: 1 };
        const { kernels } = await tf.profile(
          async () => void (await trainTranslator(translator, tinyUtterances, own, 0)),
        );
        // Shapes that only the gradients have, apart from copies: of φ's first layer, and of an adapter's B or a gate.
        const shapes = kernels.filter(({ name }) => name !== "Identity").map(({ outputShapes }) => outputShapes.join());
        const backward = { projector: shapes.includes("5,7"), llm: shapes.includes(gradient) };
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

  for (const [kind, { make }] of Object.entries(kinds)) {
    it(`in each stage, goes on to the bits of the unstopped one: ${kind}`, async () => {
      const whole = await trained((own) => trainScheme(own, tinyUtterances, scheme, longer, 0, ask), make);
      for (const { name } of scheme) {
        const checkpointsOf = (stage: Stage) => new CheckpointFolder(join(folder, kind, name, stage.name), "test");
        const controller = new AbortController();
        const session = (own: Translator) =>
          trainScheme(own, tinyUtterances, scheme, longer, 0, ask, (one) => ({
            checkpoints: checkpointsOf(one),
            signal: controller.signal,
            onStep: ({ step }) => {
              if (one.name === name && step === 1) controller.abort();
            },
          }));
        await assert.rejects(trained(session, make), StoppedError);
        const resumed = await trained(
          (own) =>
            trainScheme(own, tinyUtterances, scheme, longer, 0, ask, (one) => ({ checkpoints: checkpointsOf(one) })),
          make,
        );
        for (const part of ["projector", "llm"] as const)
          assert.ok(resumed[part].equals(whole[part]), `${name}: ${part}`);
      }
    });
  }
});

describe("tuning all of the language model", () => {
  const full = { ...stage, steps: 16, batch: 6, fullLearningRate: 1e-2 };
  const valuesOf = ({ model }: Translator) =>
    new Map([...(model.parameters as ParameterSet).save()].map(([name, tensor]) => [name, tensor.dataSync().slice()]));

  it("lowers the loss and moves every weight, each at most as far as its own rate lets it", async () => {
    const translator = tunableTranslator();
    const before = valuesOf(translator);
    const records = await trainTranslator(translator, tinyUtterances, { ...full, trains: ["llm"] }, 0);
    const losses = records.map(({ loss }) => loss);
    assert.ok((losses.at(-1) as number) < 0.9 * (losses[0] as number), `${losses}`);
    for (const [name, values] of valuesOf(translator)) {
      const start = before.get(name) as ArrayLike<number>;
      const moves = Array.from(values, (value, i) => Math.abs(value - (start[i] as number)));
      const still = moves.filter((move) => move === 0).length;
      // Rows of characters that are neither read nor written.
      assert.ok(still === 0 || name.includes("embed_tokens"), `${name}: ${still} of ${moves.length} did not move`);
      const farthest = Math.max(...moves);
      assert.ok(farthest > 0 && farthest < 5 * full.steps * full.fullLearningRate, `${name}: ${farthest}`);
    }
    translator.dispose();
  });

  it("in parts and with checkpointing moves the weights alike", async () => {
    const moved = async (more: object) => {
      const translator = tunableTranslator();
      await trainTranslator(translator, tinyUtterances, { ...full, steps: 3, ...more }, 0);
      const values = [...valuesOf(translator).values()].flatMap((own) => [...own]);
      translator.dispose();
      return values;
    };
    for (const meanOver of ["tokens", "answers"] as const) {
      const whole = await moved({ meanOver });
      for (const more of [{ parts: 2 }, { checkpointing: true }, { parts: 3, checkpointing: true }]) {
        const other = await moved({ ...more, meanOver });
        const difference = Math.max(...other.map((value, i) => Math.abs(value - (whole[i] as number))));
        assert.ok(difference < 1e-4, `${meanOver} ${JSON.stringify(more)}: ${difference}`);
      }
    }
  });

  it("needs a language model that was loaded for it, which is said", async () => {
    const frozen = tinyTranslator();
    const translator = new Translator(frozen.model, tf.zeros([6, 5]), frozen.task, [2, 3], { hidden: 7 }, 0);
    await assert.rejects(
      trainTranslator(translator, tinyUtterances, full, 0),
      (error: Error) => error instanceof UserError && /frozen.*trainable/.test(error.message),
    );
    await trainTranslator(translator, tinyUtterances, { ...full, steps: 1, trains: ["projector"] }, 0);
  });
});
