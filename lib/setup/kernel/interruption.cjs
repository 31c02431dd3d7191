// An interrupt of a running cell: first the stop signal that the cell's code may watch, then force.
// Node cannot end a loop that awaits: such a loop stops cleanly only if it looks at the signal (lib/io/interrupt.ts).

/** Time that a cell has to stop by itself after its signal has fired. */
const GRACE_MS = 5000;

class Interruption {
  constructor() {
    this.controller = new AbortController();
    this.watched = false;
    this.running = false;
    this.timer = undefined;
  }

  /** The signal of the next interrupt; after one has fired there is a fresh one. */
  signal() {
    if (this.controller.signal.aborted) this.controller = new AbortController();
    this.watched = true;
    return this.controller.signal;
  }

  beginCell() {
    this.running = true;
    if (this.controller.signal.aborted) this.watched = false;
  }

  endCell() {
    this.running = false;
    clearTimeout(this.timer);
  }

  /** @param {() => void} force ends the cell although its code goes on */
  interrupt(force) {
    if (!this.running) return;
    const first = !this.controller.signal.aborted;
    if (first) this.controller.abort();
    if (!first || !this.watched) return force();
    this.timer = setTimeout(force, GRACE_MS);
  }
}

module.exports = { Interruption, INTERRUPT: Symbol.for("lslm.interruptSignal") };
