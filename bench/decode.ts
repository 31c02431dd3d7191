// Writing token after token with SmolLM2-135M beside PyTorch and transformers; milliseconds a step of the batch.
import { CausalDecoder } from "../lib/llm/generation/decoder";
import { tf } from "../lib/tensor/backend";
import { loadModel, raceModel, randomIds } from "./peers/llm";

const TIME = 40;

async function main(): Promise<void> {
  const model = await loadModel();
  for (const batch of [1, 16]) {
    const ids = tf.tensor2d(randomIds(batch, TIME), [batch, TIME], "int32");
    const embeddings = model.embed(ids) as tf.Tensor3D;
    const decoder = new CausalDecoder(model, embeddings, new Int32Array(batch * TIME).fill(1));
    let newest: number[] | undefined;
    raceModel(`decode, batch ${batch}`, "decode", { batch, time: TIME }, () => {
      const logits = decoder.next(newest);
      newest = tf.tidy(() => [...tf.argMax(logits, 1).dataSync()]);
      logits.dispose();
    });
    decoder.dispose();
    embeddings.dispose();
  }
}

main();
