// Reading a prompt with SmolLM2-135M beside PyTorch and transformers; milliseconds to the first token.
import { CausalDecoder } from "../lib/llm/generation/decoder";
import { tf } from "../lib/tensor/backend";
import { loadModel, raceModel, randomIds } from "./peers/llm";

const SIZES = [
  { batch: 1, time: 256 },
  { batch: 8, time: 80 },
];

async function main(): Promise<void> {
  const model = await loadModel();
  for (const size of SIZES) {
    const { batch, time } = size;
    const ids = tf.tensor2d(randomIds(batch, time), [batch, time], "int32");
    const mask = new Int32Array(batch * time).fill(1);
    raceModel(`prefill ${batch} × ${time}`, "prefill", size, () => {
      const embeddings = model.embed(ids) as tf.Tensor3D;
      const decoder = new CausalDecoder(model, embeddings, mask);
      const logits = decoder.next();
      tf.tidy(() => void tf.argMax(logits, 1).dataSync());
      decoder.dispose();
      tf.dispose([logits, embeddings]);
    });
  }
}

main();
