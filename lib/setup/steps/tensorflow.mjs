// TensorFlow's C++ library and C headers, out of its PyPI wheel; on a machine with an NVIDIA driver with the CUDA libraries.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "../errors.mjs";
import { sha256 } from "../files.mjs";
import { CACHE, REQUIREMENTS } from "../paths.mjs";
import { unpackWheels } from "../wheels.mjs";

export const title = "TensorFlow library";

const HEADERS = ["absl/", "tensorflow/c/", "tensorflow/core/platform/ctstring", "tsl/platform/ctstring", "xla/tsl/c/"];
const MEMBERS = [
  "tensorflow/libtensorflow_cc.",
  "tensorflow/libtensorflow_framework.",
  "tensorflow/THIRD_PARTY_NOTICES",
  ...HEADERS.map((header) => `tensorflow/include/${header}`),
  "nvidia/",
];
const DRIVER_SIGNS = ["/proc/driver/nvidia/version", "/dev/nvidiactl", "/dev/dxg"];

/** Which wheel: LSLM_DEVICE (cpu or cuda) decides, otherwise whether an NVIDIA driver is there. */
export function variant(device = process.env.LSLM_DEVICE, hasDriver = DRIVER_SIGNS.some(existsSync)) {
  if (device && device !== "cpu" && device !== "cuda") {
    throw new SetupError(`LSLM_DEVICE is "${device}"; it can be cpu or cuda`);
  }
  if (process.platform !== "linux") return "cpu";
  return device ?? (hasDriver ? "cuda" : "cpu");
}

const requirements = () => join(REQUIREMENTS, `tensorflow-${variant()}.txt`);

/** The folder with `tensorflow/` and, for CUDA, `nvidia/`: the libraries look for each other there. */
export function tensorflowFolder() {
  const content = sha256(readFileSync(requirements(), "utf8") + MEMBERS.join());
  return join(CACHE, "tensorflow", `${variant()}-${content.slice(0, 12)}`);
}

/** The libraries that the addon is linked to. */
export function tensorflowLibraries(folder = tensorflowFolder()) {
  const names = ["tensorflow_cc", "tensorflow_framework"];
  return names.map((name) =>
    join(folder, "tensorflow", process.platform === "darwin" ? `lib${name}.2.dylib` : `lib${name}.so.2`),
  );
}

export function isReady() {
  return tensorflowLibraries().every(existsSync);
}

export async function install() {
  await unpackWheels(requirements(), MEMBERS, tensorflowFolder(), {
    log: "tensorflow",
    finish(folder) {
      if (!tensorflowLibraries(folder).every(existsSync)) {
        throw new SetupError(`the TensorFlow wheel for ${process.platform} ${process.arch} has no C++ library`);
      }
    },
  });
}

/** Removes earlier versions of this variant; until the addon is linked to the new one, programs still load the old. */
export function removeOldVersions() {
  const current = tensorflowFolder();
  for (const name of readdirSync(join(CACHE, "tensorflow"))) {
    const other = join(CACHE, "tensorflow", name);
    if (name.startsWith(`${variant()}-`) && other !== current) rmSync(other, { recursive: true, force: true });
  }
}

export function describe() {
  const version = /^tensorflow\S*==(\S+)/m.exec(readFileSync(requirements(), "utf8"))?.[1];
  return { version: `${version} (${variant()})`, path: tensorflowFolder() };
}
