// What one cell prints and shows, as messages of the Jupyter protocol.
// Printing sends no message a write: thousands of them in one synchronous loop would flood the socket.
const JOIN_MS = 50;
const JOIN_CHARACTERS = 1 << 16;

/** The output of one cell; messages keep their order. */
class CellOutput {
  /**
   * @param {(type: string, content: object) => void} publish sends one message on the iopub socket
   */
  constructor(publish) {
    this.publish = publish;
    this.stream = "stdout";
    this.text = "";
    this.sent = 0;
    this.timer = undefined;
  }

  /** Joins this text to what is waiting; it is sent at the latest 50 ms after, or 50 ms after the message before. */
  print(stream, text) {
    if (stream !== this.stream) this.flush();
    this.stream = stream;
    this.text += text;
    if (this.text.length > JOIN_CHARACTERS || Date.now() - this.sent > JOIN_MS) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), JOIN_MS);
  }

  /** Sends a message that is not text, behind the text printed before it. */
  send(type, content) {
    this.flush();
    this.publish(type, content);
  }

  flush() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sent = Date.now();
    if (this.text === "") return;
    const text = this.text;
    this.text = "";
    this.publish("stream", { name: this.stream, text });
  }

  /** Makes `process.stdout.write` and `process.stderr.write` print here. */
  capture() {
    for (const name of ["stdout", "stderr"]) {
      const decoder = new TextDecoder();
      process[name].write = (chunk, encoding, callback) => {
        this.print(name, typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }));
        const done = typeof encoding === "function" ? encoding : callback;
        if (done) process.nextTick(done);
        return true;
      };
    }
  }
}

module.exports = { CellOutput };
