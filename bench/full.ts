// A step of full fine-tuning of SmolLM2-135M beside PyTorch and transformers; milliseconds, and the highest memory.
import { loadModel, raceModel, trainingStep } from "./peers/llm";

const SIZE = { batch: 4, time: 64, scored: 20 };

async function main(): Promise<void> {
  raceModel("full step", "full", SIZE, trainingStep(await loadModel(true), SIZE));
}

main();
