// A LoRA training step of SmolLM2-135M beside PyTorch, transformers and PEFT; milliseconds, and the highest memory.
import { loadModel, raceModel, trainingStep } from "./peers/llm";

const SIZE = { batch: 4, time: 64, scored: 20 };

async function main(): Promise<void> {
  raceModel("LoRA step", "lora", SIZE, trainingStep(await loadModel(), SIZE));
}

main();
