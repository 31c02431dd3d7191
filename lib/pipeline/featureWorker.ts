// A worker thread that builds parts of a feature cache, one after the other, as it is sent them.
import { parentPort } from "node:worker_threads";
import { buildPart, type PartTask } from "./featurePart";

parentPort?.on("message", (task: PartTask) => {
  buildPart(task);
  parentPort?.postMessage(task.index);
});
