// A T5 checkpoint made by test/fixtures/llm/make_parity.py, computed by us and compared with what stands beside it.
import { ModelFolder } from "../../lib/llm/modelFolder";
import { generateT5 } from "../../lib/llm/t5/generate";
import { T5Model } from "../../lib/llm/t5/model";
import { hasOwnHead, t5Layout, t5Slots } from "../../lib/llm/t5/weights";
import { tf } from "../../lib/tensor/backend";
import { compareGradients, countDifferent, type Differences, Expected, lossGradients, worstRow } from "./checkpoint";

export async function compareT5(folder: string): Promise<Differences> {
  const expected = new Expected(folder);
  const model = await T5Model.load(folder, { train: "all" });
  const source = new ModelFolder(folder);
  const slots = t5Slots(t5Layout(model.config, hasOwnHead(source)));
  source.close();
  const [batch] = expected.get("ids").shape as [number];
  const input = { ids: expected.integers("ids"), mask: expected.integers("mask"), batch };
  const labels = expected.integers("labels");
  const computed = tf.tidy(() => {
    const { hidden } = model.decode(model.encode(input), model.shiftRight(labels, batch));
    const logits = model.logits(hidden).dataSync();
    const { loss, gradients } = lossGradients(model.parameters, [], () => model.loss(input, labels));
    const { worst, worstParameter } = compareGradients(slots, gradients, expected);
    return {
      // What the decoder reads behind an answer's end is padding of our choice.
      logits: worstRow(logits, expected.get("logits").values, model.config.vocabulary, (row) => labels[row] !== -100),
      loss: Math.abs(loss - (expected.get("loss").values[0] as number)),
      gradient: worst,
      worstParameter,
      splicedGradient: 0,
      adapter: 0,
    };
  });
  const wanted = expected.get("continuation");
  const answers = await generateT5(model, input, { maxNewTokens: wanted.shape[1] as number, stop: [] });
  model.dispose();
  return { ...computed, continuation: countDifferent(answers.flat(), wanted.values) };
}
