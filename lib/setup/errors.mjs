/** What stops set-up: one sentence that says what is wrong and what to do. */
export class SetupError extends Error {
  name = "SetupError";
}
