// The notebook kernel: `node kernel.cjs CONNECTION_FILE`, started by Jupyter through the kernelspec in .venv.
// tslab compiles and runs the cells; what it gets wrong is mended in kernel/, one concern a file.
const { join } = require("node:path");

const root = join(__dirname, "../..");
// Jupyter starts kernels in the notebook's folder; from here `import … from "./lib/x"` works in every notebook.
process.chdir(root);
require("./node-compat.cjs");
require("./kernel/strictTypes.cjs").checkStrictly();
require("./kernel/fileChanges.cjs").allowFileChanges();
require("./kernel/checkOnce.cjs").checkOnce();

const executor = require("tslab/dist/executor");
const { INTERRUPT, Interruption } = require("./kernel/interruption.cjs");
const { watchParent } = require("./kernel/parentWatch.cjs");
const { executorConsole, mendProtocol } = require("./kernel/protocol.cjs");

const interruption = new Interruption();
globalThis[INTERRUPT] = () => interruption.signal();

const { createExecutor } = executor;
executor.createExecutor = (folder, converters) => {
  const created = createExecutor(folder, converters, executorConsole);
  const force = created.interrupt;
  created.interrupt = () => interruption.interrupt(force);
  return created;
};

mendProtocol({ root, interruption });
watchParent();
require("tslab/dist/main").startKernel({
  configPath: process.argv[2],
  enableFindLocal: false,
  jsKernel: false,
  globalVersion: "",
});
