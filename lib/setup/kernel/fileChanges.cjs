// Files that change while a notebook runs. TypeScript keeps two timers when it watches: one to compile anew, one to look
// again for modules that it did not find. tslab has room for the first alone and throws when both wait.
const LOOK_AGAIN = "invalidateResolutionsOfFailedLookup";

/** Gives the second timer a place of its own; call it before tslab is loaded. */
function allowFileChanges() {
  const path = require.resolve("@tslab/typescript-for-tslab");
  const ts = require(path);
  const createWatchCompilerHost = (files, options, system, ...rest) => {
    const { setTimeout: rebuildLater, clearTimeout: rebuildNot } = system;
    const others = new Set();
    system.setTimeout = (callback, ms, ...args) => {
      if (callback.name !== LOOK_AGAIN) return rebuildLater(callback, ms, ...args);
      const timer = setTimeout(callback, ms, ...args).unref();
      others.add(timer);
      return timer;
    };
    system.clearTimeout = (timer) => {
      if (others.delete(timer)) clearTimeout(timer);
      else rebuildNot(timer);
    };
    return ts.createWatchCompilerHost(files, options, system, ...rest);
  };
  // TypeScript's own exports cannot be assigned to: tslab is handed a copy.
  require.cache[path].exports = { ...ts, createWatchCompilerHost };
}

module.exports = { allowFileChanges };
