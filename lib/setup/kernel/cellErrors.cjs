// What tslab's executor reports about a failed cell, as the fields of Jupyter's `error` message.
const { relative, sep } = require("node:path");
const { format } = require("node:util");

const INTERNAL = /node:|[\\/]tslab[\\/]dist[\\/]|[\\/]lib[\\/]setup[\\/]kernel|at new Promise|<anonymous>\)$/;
const FRAME = /^\s+at (?:(.*?) \()?(.*?)\)?$/;

/** Whether a class named so is among the error's; lib may be loaded more than once, so `instanceof` will not do. */
function isA(error, name) {
  for (let proto = error; proto; proto = Object.getPrototypeOf(proto)) {
    if (proto.constructor?.name === name) return true;
  }
  return false;
}

/** One line of a stack in the reader's terms, or undefined when it says nothing about their code. */
function frame(line, root) {
  const [, name, place] = FRAME.exec(line) ?? [];
  if (!place) return undefined;
  const cell = /evalmachine\.<anonymous>:(\d+)/.exec(line);
  if (cell) return `    in this or an earlier cell${name && name !== "Object.<anonymous>" ? `: ${name}` : ""}`;
  if (INTERNAL.test(line) || place.includes("evalmachine")) return undefined;
  const file = /^(.*?):\d+:\d+$/.exec(place)?.[1];
  if (!file?.startsWith(root)) return undefined;
  const path = relative(root, file).split(sep).join("/");
  // tslab runs lib compiled in memory: the names hold, the line numbers would be wrong.
  return path.startsWith("node_modules/") ? undefined : `    at ${name ?? "?"} (${path.replace(/\.js$/, ".ts")})`;
}

function stackOf(error, root) {
  const lines = String(error.stack ?? "").split("\n");
  const frames = lines.filter((line) => FRAME.test(line)).map((line) => frame(line, root));
  const cause = error.cause instanceof Error ? [`Caused by ${error.cause.name}: ${error.cause.message}`] : [];
  return [`${error.name}: ${error.message}`, ...new Set(frames.filter(Boolean)), ...cause];
}

/**
 * @param {unknown[]} report the arguments of one `console.error` call of tslab's executor
 * @param {string} root folder that paths are shown from
 * @returns {{ ename: string, evalue: string, traceback: string[] }}
 */
function describeError(report, root) {
  const [thrown] = report;
  if (typeof thrown === "string" && thrown.startsWith("%s%d:%d")) {
    const text = format(...report);
    return { ename: "TypeScript", evalue: text, traceback: [text] };
  }
  if (
    !(thrown instanceof Error) &&
    !(thrown && typeof thrown === "object" && "stack" in thrown && "message" in thrown)
  ) {
    const text = format(...report);
    return { ename: "Thrown", evalue: text, traceback: [`Thrown: ${text}`] };
  }
  if (thrown.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" || thrown.message === "Interrupted asynchronously") {
    return { ename: "Interrupted", evalue: "the cell was interrupted", traceback: ["The cell was interrupted."] };
  }
  const { name, message } = thrown;
  // The user can mend these: the sentence says how, a stack would hide it.
  const sentenceIsEnough = isA(thrown, "UserError") || isA(thrown, "StoppedError");
  return {
    ename: String(name),
    evalue: String(message),
    traceback: sentenceIsEnough ? [`${name}: ${message}`] : stackOf(thrown, root),
  };
}

module.exports = { describeError };
