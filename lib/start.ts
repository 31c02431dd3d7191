// `npm start`: both corpora through the whole pipeline at a profile, then the tour notebook on the runs just made.
import { join, relative, resolve } from "node:path";
import { type Config, type CorpusName, configure, parseOverrides, profileFromEnvironment } from "./config";
import { StoppedError, UserError } from "./errors";
import { writeFileAtomic } from "./io/atomic";
import { interruptSignal } from "./io/interrupt";
import { LanguageModel } from "./llm/languageModel";
import { modelPath } from "./pipeline/lslm";
import { evaluateOtherLanguages, type OtherLanguageScores } from "./pipeline/otherLanguages";
import { corpusName, scoreFormats, scoreRows, tokenizerFormats, tokenizerRow } from "./pipeline/report";
import { type PipelineResult, runPipeline } from "./pipeline/runPipeline";
import { type Row, tableForms } from "./plots/table";
import { executeNotebook } from "./setup/notebook";
import { device } from "./tensor/backend";
import { progressBar } from "./training/progress";

const ROOT = resolve(__dirname, "..");
const corpora: CorpusName[] = ["fingerspelling", "synthasl"];
/** Alphabets with the most letters in common with ASL's. */
const otherLanguages = ["gsg", "asq", "bzs"];
const EXAMPLES = 10;
const otherLanguageFormats = { "letter errors %": 1, "exact %": 1, "letter errors %, another clip's gestures": 1 };

const say = (text = "") => process.stdout.write(`${text}\n`);
const table = (rows: Row[], caption: string, formats: Record<string, number> = {}) =>
  say(`\n${tableForms(rows, { caption, formats }).text}`);
const clock = (seconds: number) =>
  `${Math.floor(seconds / 60)} min ${String(Math.round(seconds % 60)).padStart(2, "0")} s`;

async function start(): Promise<void> {
  const began = performance.now();
  const profile = profileFromEnvironment();
  const overrides = parseOverrides(process.env.LSLM_SET ?? "");
  const signal = interruptSignal();
  const bar = progressBar();
  const configs = corpora.map((corpus) => configure(profile, corpus, overrides));
  say(`LSLM Lab, profile ${profile}, seed ${configs[0]?.seed}, TensorFlow on the ${device().toUpperCase()}.`);
  say("3D signing → 623 features a frame → codes → projector → SmolLM2-135M-Instruct with LoRA → English");
  const model = await LanguageModel.load(modelPath(configs[0] as Config));
  const results: PipelineResult[] = [];
  let others: OtherLanguageScores[] = [];
  for (const config of configs) {
    say(`\n${config.corpus.name}`);
    const result = await runPipeline(config, { signal, model, onProgress: bar, onMessage: say });
    results.push(result);
    if (config.corpus.name === "fingerspelling") {
      others = await evaluateOtherLanguages(result.lslm, otherLanguages, config.corpus.test, signal);
      writeFileAtomic(join(result.folder, "other-languages.json"), `${JSON.stringify(others, null, 2)}\n`);
    }
    result.lslm.dispose();
  }
  model.dispose();
  for (const result of results) examples(result);
  const rows = <T>(rowsOf: (summary: PipelineResult["summary"]) => T) => results.map(({ summary }) => rowsOf(summary));
  table(rows(tokenizerRow), "Tokenizer, on test clips", tokenizerFormats);
  for (const { summary } of results) {
    const caption = `${corpusName(summary.corpus)}: answers to test clips, and what one gets without reading the gestures`;
    table(scoreRows(summary), caption, scoreFormats(summary.corpus));
  }
  const caption = "Fingerspelling by recordings of other sign languages, letters that have ASL's handshape";
  table(otherLanguageRows(others), caption, otherLanguageFormats);
  say("\nThe letters of training and test come from the same 26 ASL recordings; words and signer variation differ.");
  const page = join(ROOT, "results/runs", `tour-${profile}.html`);
  const notebook = join(ROOT, "results/runs", `tour-${profile}.ipynb`);
  await executeNotebook(join(ROOT, "notebooks/00-tour.ipynb"), {
    output: notebook,
    html: page,
    profile,
    signal,
    onCell: ({ cell, of }) => bar({ stage: "tour notebook", done: cell + 1, total: of, values: {}, unit: "cell" }),
  });
  bar.end();
  times(results, (performance.now() - began) / 1000);
  say(`\nRuns: ${results.map(({ folder }) => relative(ROOT, folder)).join(", ")}`);
  say(`The tour, executed: ${relative(ROOT, page)} (open it in a browser)`);
  say("Next: `npm run lab` opens the notebooks; `npx lslm translate FILE` translates a .pose, .pkl or .npz file;");
  say("`LSLM_SET=tokenizer.codes=128 npm start` changes a setting; `LSLM_SET=seed=1 npm start` another seed.");
}

function examples({ translations, summary }: PipelineResult): void {
  const rows = translations
    .slice(0, EXAMPLES)
    .map(({ reference, gestures }) => ({ signed: reference, read: gestures }));
  table(rows, `Ten test clips of ${summary.corpus}: what was signed, and what the model read`);
}

function otherLanguageRows(scores: readonly OtherLanguageScores[]): Row[] {
  return scores.map(({ name, words, letterErrorRate, exact, shuffledLetterErrorRate }) => ({
    "sign language": name,
    strings: words,
    "letter errors %": letterErrorRate,
    "exact %": exact,
    "letter errors %, another clip's gestures": shuffledLetterErrorRate,
  }));
}

function times(results: readonly PipelineResult[], total: number): void {
  const rows = results.map(({ summary }) => ({
    corpus: summary.corpus,
    ...Object.fromEntries(
      Object.entries(summary.seconds).map(([stage, seconds]) => [`${stage} s`, Math.round(seconds)]),
    ),
  }));
  table(rows, `Time of each stage; ${clock(total)} in all`);
}

start().catch((error: unknown) => {
  if (error instanceof StoppedError || error instanceof UserError) process.stderr.write(`\n${error.message}\n`);
  else process.stderr.write(`\n${process.env.LSLM_DEBUG ? (error as Error).stack : (error as Error).message}\n`);
  process.exit(error instanceof StoppedError ? 130 : 1);
});
