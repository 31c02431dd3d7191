// `npm run bench -- NAME [arguments]`, after set-up: runs bench/NAME.ts. Without a name, or with one that is not
// there, lists the names, each with the first sentence of its file.
import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("./", import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3))
  .sort();
const [name] = process.argv.slice(2);

if (names.includes(name)) {
  await import(new URL(`${name}.ts`, folder).href);
} else {
  if (name) console.error(`There is no benchmark "${name}".`);
  console.log("npm run bench -- NAME");
  for (const known of names) {
    const [firstLine] = readFileSync(new URL(`${known}.ts`, folder), "utf8").split("\n");
    console.log(`  ${known.padEnd(12)} ${firstLine.replace(/^\/\/ /, "")}`);
  }
  process.exitCode = name ? 1 : 0;
}
