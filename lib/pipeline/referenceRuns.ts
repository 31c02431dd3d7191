// Committed runs: trained at `course` by the command in their config.json, with the model, so that a notebook or
// `lslm translate` has one in seconds. Reading needs no TensorFlow.
import { join } from "node:path";
import { REPOSITORY } from "../training/readRun";

export const REFERENCE_FOLDER = join(REPOSITORY, "results/reference");

/** The best run of each corpus. */
export const REFERENCE_MODELS = {
  synthasl: join(REFERENCE_FOLDER, "course-synthasl-seed0-translation.scheme-joint-both"),
  fingerspelling: join(REFERENCE_FOLDER, "course-fingerspelling-seed0"),
} as const;
