// `npx lslm …`: the library's functions for scripts and clusters. Each command is a file in lib/cli/ that registers
// itself and loads what it needs when it runs, so that help is quick: with `require`, whose paths the TypeScript
// loader resolves without endings.
import { Command, CommanderError } from "commander";
import { version } from "../package.json";
import * as corpus from "./cli/corpus";
import * as evaluate from "./cli/evaluate";
import * as features from "./cli/features";
import * as inspect from "./cli/inspect";
import * as llm from "./cli/llm";
import { plainLine, reportFailure } from "./cli/output";
import * as publish from "./cli/publish";
import * as runs from "./cli/runs";
import * as score from "./cli/score";
import * as sweep from "./cli/sweep";
import * as table from "./cli/table";
import * as train from "./cli/train";
import * as trainLslm from "./cli/trainLslm";
import * as trainMotionGpt from "./cli/trainMotionGpt";
import * as translate from "./cli/translate";

const commands = [
  translate,
  train,
  trainLslm,
  trainMotionGpt,
  evaluate,
  sweep,
  table,
  runs,
  publish,
  corpus,
  features,
  inspect,
  score,
  llm,
];

function build(): Command {
  const program = new Command("lslm")
    .description("Large Sign Language Models: 3D signing to English")
    .version(version)
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => write(`${plainLine(text.replace(/^error: /, ""))}; see --help\n`),
    })
    .addHelpText(
      "after",
      `
Results go to standard output (with --json one JSON object), messages to standard error.
Exit code 0, 1 after one sentence that says what was wrong, or 130 after Ctrl-C.

Examples:
  $ npx lslm inspect clip.pose
  $ npx lslm score text --pairs answers.jsonl --json
  $ npx lslm features encode --help`,
    );
  for (const { register } of commands) register(program);
  return program;
}

async function main(): Promise<void> {
  // A reader such as `head` may close the pipe early.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    reportFailure(error);
  });
  try {
    await build().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else reportFailure(error);
  }
}

void main();
