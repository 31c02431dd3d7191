// The stop signal of whoever watches: Ctrl-C in a terminal, the stop button of a notebook.

/** Where the notebook kernel offers its own signal. */
const KERNEL = Symbol.for("lslm.interruptSignal");
/** Exit code of a program that SIGINT ended. */
const INTERRUPTED = 130;

let controller: AbortController | undefined;

function onInterrupt(): void {
  // Whoever asks a second time does not want to wait for a clean end.
  if (!controller || controller.signal.aborted) process.exit(INTERRUPTED);
  controller.abort();
}

/**
 * A signal that fires at the next interrupt: pass it to everything that takes long. After it has fired, the next call
 * gives a fresh one. In a notebook, code that watches it ends by itself (with `StoppedError`) within a few seconds;
 * in a terminal the first Ctrl-C fires it and a second one ends the process with exit code 130.
 */
export function interruptSignal(): AbortSignal {
  const kernel = (globalThis as { [KERNEL]?: () => AbortSignal })[KERNEL];
  if (kernel) return kernel();
  if (!controller) process.on("SIGINT", onInterrupt);
  if (!controller || controller.signal.aborted) controller = new AbortController();
  return controller.signal;
}
