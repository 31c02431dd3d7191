// tfjs-node's addon, compiled from the sources in its npm package against the library of the TensorFlow wheel.
import { mkdirSync, readFileSync, renameSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { readIfThere, removeLeftovers, sha256, temporaryBeside, writeWhole } from "../files.mjs";
import { NODE_MODULES, ROOT } from "../paths.mjs";
import { run } from "../processes.mjs";
import { findCompiler } from "./prerequisites.mjs";
import { removeOldVersions, tensorflowFolder, tensorflowLibraries } from "./tensorflow.mjs";

export const title = "TensorFlow addon for Node";

const PACKAGE = join(NODE_MODULES, "@tensorflow/tfjs-node-gpu");
const SOURCES = [
  join(PACKAGE, "binding/tfjs_backend.cc"),
  join(PACKAGE, "binding/tfjs_binding.cc"),
  join(ROOT, "lib/setup/quietLog.cc"),
];
const OUTPUT = join(PACKAGE, "lib/napi-v8/tfjs_binding.node");
const STAMP = `${OUTPUT}.inputs`;

/** The compiler's arguments; the libraries are found from where the addon lies, so that the repository can move. */
export function compilerArguments(output, platform = process.platform) {
  const folder = join(tensorflowFolder(), "tensorflow");
  const origin = platform === "darwin" ? "@loader_path" : "$ORIGIN";
  // `initfirst`: quietLog.cc must come before TensorFlow, which writes to its log as soon as it is loaded.
  const shared = platform === "darwin" ? ["-bundle", "-undefined", "dynamic_lookup"] : ["-shared", "-Wl,-z,initfirst"];
  return [
    ...["-O2", "-std=c++17", "-fPIC", ...shared, "-DNAPI_VERSION=8", "-DNODE_GYP_MODULE_NAME=tfjs_binding"],
    ...["-I", join(NODE_MODULES, "node-api-headers/include"), "-I", join(folder, "include")],
    ...SOURCES,
    ...tensorflowLibraries(),
    `-Wl,-rpath,${origin}/${relative(dirname(OUTPUT), folder)}`,
    ...["-o", output],
  ];
}

/** Everything the addon is made of: a change in any part makes it be built again. */
function fingerprint() {
  const sources = [...SOURCES, join(NODE_MODULES, "node-api-headers/package.json")].map((path) => readIfThere(path));
  const command = compilerArguments("addon").map((argument) => argument.replaceAll(ROOT, ""));
  return sha256(JSON.stringify([process.arch, command, sources]));
}

export function isReady() {
  return readIfThere(STAMP) === fingerprint() && readIfThere(OUTPUT) !== undefined;
}

export async function install() {
  mkdirSync(dirname(OUTPUT), { recursive: true });
  removeLeftovers(OUTPUT);
  const temporary = temporaryBeside(OUTPUT);
  await run(findCompiler(), compilerArguments(temporary), { log: "addon" });
  renameSync(temporary, OUTPUT);
  const proof = "const tf = require('@tensorflow/tfjs-node-gpu'); tf.add(1, 1).dataSync()[0] === 2 || process.exit(1)";
  const compat = join(ROOT, "lib/setup/node-compat.cjs");
  await run(process.execPath, ["--require", compat, "--eval", proof], { log: "addon-load" });
  writeWhole(STAMP, fingerprint());
  removeOldVersions();
}

export function describe() {
  return { version: JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")).version, path: OUTPUT };
}
