// Cells and lib are checked for null and undefined, as lib is outside notebooks: without that, types inferred by zod
// and others come out wrong. What only nags while one tries things out, such as `noImplicitAny`, stays off.
const ts = require("@tslab/typescript-for-tslab");

const STRICT = {
  strictNullChecks: true,
  strictFunctionTypes: true,
  strictBindCallApply: true,
};

/** Adds these options to those that tslab compiles with; call it before tslab is loaded. */
function checkStrictly() {
  const createWatchCompilerHost = (files, options, ...rest) =>
    ts.createWatchCompilerHost(files, { ...options, ...STRICT }, ...rest);
  // TypeScript's own exports cannot be assigned to: tslab is handed a copy.
  require.cache[require.resolve("@tslab/typescript-for-tslab")].exports = { ...ts, createWatchCompilerHost };
}

module.exports = { checkStrictly, STRICT };
