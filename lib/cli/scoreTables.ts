// What a run found, as text: the tables of `npm start`, for one run.
import { instructionFormats, instructionTable } from "../pipeline/instructionReport";
import {
  type ScoredTokenizer,
  scoreFormats,
  scoreRows,
  signerRows,
  tokenizerFormats,
  tokenizerRow,
} from "../pipeline/report";
import type { PipelineSummary } from "../pipeline/runPipeline";
import { type Row, tableForms } from "../plots/table";

const table = (rows: Row[], caption: string, formats: Record<string, number>): string =>
  tableForms(rows, { caption, formats: kept(rows, formats) }).text;

/** Formats of the columns that there are. */
const kept = (rows: readonly Row[], formats: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(formats).filter(([column]) => rows.some((row) => column in row)));

/** Reconstruction, and use of the codes. */
export const tokenizerTable = (scored: ScoredTokenizer): string =>
  table([tokenizerRow(scored)], "Tokenizer, on test clips", tokenizerFormats);

type Scored = Pick<PipelineSummary, "corpus" | "scores" | "bySigner" | "comparisons" | "grounding" | "instructions">;

/** Answers with their controls, how much they depend on the gestures, and how instructions are followed. */
export function scoreTables({ corpus, scores, bySigner = {}, comparisons, grounding, instructions }: Scored): string {
  const tables = [
    table(
      scoreRows({ corpus, scores, comparisons }),
      "Answers to test clips, and what one gets without reading the gestures",
      scoreFormats(corpus),
    ),
  ];
  const signers = signerRows({ corpus, bySigner });
  if (signers.length > 1) tables.push(table(signers, "Answers by who signs", scoreFormats(corpus)));
  if (grounding) {
    const { cider, loss } = grounding;
    const rows: Row[] = [
      {
        "own gestures against another clip's": "CIDEr ×100, own − other",
        gap: { value: cider.difference, interval: cider.interval },
      },
      ...(loss
        ? [{ "own gestures against another clip's": "loss of the sentence, nats a token, other − own", gap: loss.gap }]
        : []),
    ];
    tables.push(table(rows, "Grounding", { gap: 2 }));
  }
  if (instructions)
    tables.push(table(instructionTable(instructions), "Instructions, per cent of the answers", instructionFormats));
  return tables.join("\n\n");
}
