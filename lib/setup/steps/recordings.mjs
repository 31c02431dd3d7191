// Recordings of manual alphabets in 19 sign languages as .pose files (MIT), out of the wheel of `spoken-to-signed`.
import { copyFileSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "../errors.mjs";
import { replaceFolder } from "../files.mjs";
import { REQUIREMENTS, ROOT } from "../paths.mjs";
import { unpackWheels } from "../wheels.mjs";

export const title = "Sign recordings (manual alphabets)";

export const LEXICON = join(ROOT, "data/fingerspelling-lexicon");
const MEMBERS = ["README.md", "data.csv", "index.csv"];

export function isReady() {
  return existsSync(join(LEXICON, "LICENSE")) && existsSync(join(LEXICON, "index.csv"));
}

export async function install() {
  const inside = "spoken_to_signed/assets/fingerspelling_lexicon/";
  const folder = join(ROOT, "data/.recordings-wheel");
  await unpackWheels(join(REQUIREMENTS, "recordings.txt"), [inside], folder, { log: "recordings" });
  const lexicon = join(folder, inside);
  const metadata = readdirSync(folder).find((name) => name.endsWith(".dist-info"));
  copyFileSync(join(folder, metadata, "licenses/LICENSE"), join(lexicon, "LICENSE"));
  for (const entry of readdirSync(lexicon, { withFileTypes: true })) {
    if (entry.isFile() && ![...MEMBERS, "LICENSE"].includes(entry.name)) rmSync(join(lexicon, entry.name));
  }
  if (countRecordings(lexicon) === 0) throw new SetupError(`the wheel of spoken-to-signed holds no recordings`);
  replaceFolder(lexicon, LEXICON);
  rmSync(folder, { recursive: true });
}

function countRecordings(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .reduce(
      (total, { name }) => total + readdirSync(join(folder, name)).filter((file) => file.endsWith(".pose")).length,
      0,
    );
}

export function describe() {
  return { version: `${countRecordings(LEXICON)} recordings, MIT`, path: LEXICON };
}
