#!/usr/bin/env node
// `npx lslm …`: runs lib/cli.ts in this very process, so that signals and exit codes need no passing on.
const { join } = require("node:path");

require("./node-compat.cjs");
try {
  require("tsx/cjs");
} catch (error) {
  if (error.code !== "MODULE_NOT_FOUND") throw error;
  console.error("The npm packages are not installed; run `npm run setup` in the repository first.");
  process.exit(1);
}
process.argv[1] = join(__dirname, "../cli.ts");
require("node:module").runMain();
