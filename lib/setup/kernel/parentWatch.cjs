// Ends the kernel when the process that started it is gone: a killed JupyterLab or nbclient cannot say goodbye.
// A thread of its own watches, so that a cell that computes without a pause ends as well.
const { isMainThread, Worker } = require("node:worker_threads");

const INTERVAL_MS = 1000;

if (isMainThread) {
  module.exports = {
    watchParent() {
      new Worker(__filename, { stdout: true, stderr: true }).unref();
    },
  };
} else {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
  }, INTERVAL_MS);
}
