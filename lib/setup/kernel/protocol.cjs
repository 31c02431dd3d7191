// tslab's message handling, with what the Jupyter protocol asks for and tslab leaves out. It leans on tslab's
// internals (`ZmqServer`, `JupyterHandlerImpl`), so tslab's version is pinned and test/setup/kernel.test.ts drives it.
const jupyter = require("tslab/dist/jupyter");
const { describeError } = require("./cellErrors.cjs");
const { CellOutput } = require("./output.cjs");
const { richForm } = require("./richForms.cjs");

/** Time to read what waits in the sockets, in ms. */
const DRAIN_MS = 50;
/** Lets what has been sent leave: a cell that computes without a pause would hold it back, the reply before it too. */
const nextTurn = () => new Promise((wake) => setImmediate(wake));
const drain = () => new Promise((wake) => setTimeout(wake, DRAIN_MS));

/** Thrown inside the queue, so that it drops the cells behind this one. */
class CellFailed extends Error {
  constructor(error) {
    super(error.evalue);
    this.error = error;
  }
}

/** The one cell that runs now; tslab's executor reports into it. */
let cell = { result: undefined, reports: [] };

/** Stands in for the console that tslab's executor reports to. */
const executorConsole = {
  log: (value) => {
    cell.result = value;
  },
  error: (...report) => {
    cell.reports.push(report);
  },
};

/** Runs one cell to its end. @returns the fields of an `error` message, or undefined when it went well */
async function runCell(handler, request, output, { root, interruption }) {
  cell = { result: undefined, reports: [] };
  output.capture();
  jupyter.lastWriteDisplayData = (content, update) =>
    output.send(update ? "update_display_data" : "display_data", content);
  interruption.beginCell();
  try {
    await handler.executor.execute(request.code);
    if (cell.result != null && cell.reports.length === 0 && !request.silent) {
      const data = await richForm(cell.result);
      output.send("execute_result", { execution_count: handler.execCount, data, metadata: {} });
    }
  } catch (error) {
    cell.reports.push([error]);
  } finally {
    interruption.endCell();
  }
  if (cell.reports.length === 0) return undefined;
  const errors = cell.reports.map((report) => describeError(report, root));
  return {
    ename: errors[0].ename,
    evalue: errors.map(({ evalue }) => evalue).join("\n"),
    traceback: errors.flatMap(({ traceback }) => traceback),
  };
}

/** An `execute_request` from its place in the queue to the content of its reply. */
async function execute(handler, request, output, context) {
  const counts = !request.silent && request.store_history !== false;
  const stopOnError = request.stop_on_error !== false;
  let count;
  let error;
  try {
    await handler.execQueue.add(async () => {
      await nextTurn();
      count = counts ? ++handler.execCount : handler.execCount;
      if (!request.silent) output.send("execute_input", { code: request.code, execution_count: count });
      await nextTurn();
      error = await runCell(handler, request, output, context);
      if (error && !request.silent) output.send("error", error);
      if (error && stopOnError) throw new CellFailed(error);
    });
  } catch (failure) {
    if (!(failure instanceof CellFailed)) return { status: "aborted", execution_count: handler.execCount };
    // What arrives before the reply was sent without knowing of the failure: the queue drops it, and nothing after.
    await drain();
    handler.execQueue.reset();
  }
  const status = error ? { status: "error", ...error } : { status: "ok", payload: [], user_expressions: {} };
  return { ...status, execution_count: count };
}

/**
 * Replaces tslab's handlers; call it before tslab starts.
 * @param {{ root: string, interruption: import("./interruption.cjs").Interruption }} context
 */
function mendProtocol(context) {
  const server = jupyter.ZmqServer.prototype;

  server.handleExecute = async function (socket, message) {
    const reply = (type, content, to) => {
      const answer = message.createReply();
      answer.header.msg_type = type;
      answer.content = content;
      answer.signAndSend(this.connInfo.key, to);
    };
    const output = new CellOutput((type, content) => reply(type, content, this.iopub));
    const content = await execute(this.handler, message.content, output, context);
    output.flush();
    reply("execute_reply", content, socket);
  };

  // Past this mark the socket drops messages without a word; the client would wait for them for ever.
  const { bindSocket } = server;
  server.bindSocket = function (socket, port) {
    if (socket === this.iopub) socket.sendHighWaterMark = 0;
    return bindSocket.call(this, socket, port);
  };

  server.handleCommInfoRequest = function (socket, message) {
    const reply = message.createReply();
    reply.header.msg_type = "comm_info_reply";
    reply.content = { status: "ok", comms: {} };
    reply.signAndSend(this.connInfo.key, socket);
  };

  // Figures keep a program running, timers may be left: after the last reply nothing must hold the process.
  const { close } = server;
  server.close = function () {
    close.call(this);
    drain().then(() => process.exit(0));
  };

  const handler = jupyter.JupyterHandlerImpl.prototype;
  handler.handleKernel = () => ({
    status: "ok",
    protocol_version: "5.3",
    implementation: "tslab",
    implementation_version: require("tslab/package.json").version,
    language_info: {
      name: "typescript",
      version: require("@tslab/typescript-for-tslab/package.json").version,
      mimetype: "text/typescript",
      file_extension: ".ts",
      // JupyterLab takes the colours from the MIME type, classic viewers from here.
      codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
    },
    banner: "TypeScript (LSLM)",
  });
}

module.exports = { executorConsole, mendProtocol };
