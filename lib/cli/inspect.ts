// `lslm inspect FILE`: what a file of data or weights holds.
import { type Command, Option } from "commander";
import { formatColumns, printResult } from "./output";

/** As in inspectFile.ts, which is loaded only when the command runs. */
const formats = ["safetensors", "safetensors_index", "pickle", "npy", "npz", "gguf", "pose", "how2sign_csv"] as const;

export function register(program: Command): void {
  program
    .command("inspect")
    .description("show the arrays in a file of motion, text or weights, and whether the file is sound")
    .argument("<file>", "safetensors, pickle, npy, npz, gguf, pose, or How2Sign's csv")
    .addOption(new Option("--format <format>", "read it as this, whatever its ending").choices(formats))
    .option("--json", "one JSON object: {format, arrays: {name: {shape, dtype, sum}}, warnings}")
    .addHelpText(
      "after",
      `
Nothing in the file is executed: a pickle that would call anything is refused, and the call is named.

Examples:
  $ npx lslm inspect clip.pkl                       a SignAvatars recording
  $ npx lslm inspect model.gguf                     every tensor of a language model
  $ npx lslm inspect --format npy --json features   a file without an ending, for a script`,
    )
    .action(async (file: string, options: { format?: (typeof formats)[number]; json?: boolean }) => {
      const { fileSize, inspectFile } = require("./inspectFile") as typeof import("./inspectFile");
      const inspection = inspectFile(file, options.format);
      const arrays = Object.entries(inspection.arrays);
      const table = formatColumns(
        ["array", "shape", "dtype", "sum"],
        arrays.map(([name, { shape, dtype, sum }]) => [name, `[${shape.join(", ")}]`, dtype, sumText(sum)]),
      );
      const heading = `${file}: ${inspection.format}, ${fileSize(file)}, ${arrays.length} array${arrays.length === 1 ? "" : "s"}`;
      const warnings = inspection.warnings.map((warning) => `warning: ${warning}`);
      printResult(inspection, [heading, table, ...warnings].join("\n"), options);
    });
}

function sumText(sum: number | null): string {
  if (sum === null) return "";
  return Number.isInteger(sum) ? String(sum) : sum.toPrecision(7);
}
