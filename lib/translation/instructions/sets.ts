// Which instructions training sees and which it never does, and who is asked what: a few families and some wordings of
// every other family are held out by a fixed draw, so that all runs hold out the same ones.
import type { CorpusName } from "../../config";
import { Random } from "../../random";
import { taskOf } from "../task";
import type { Ask } from "../train";
import type { Utterance } from "../translator";
import { type Families, sentenceFamilies } from "./families";
import { answerTo, type Instruction } from "./instruction";
import { type Said, understand } from "./said";
import { wordFamilies } from "./spelling";
import { type StressSet, sentenceStress, wordStress } from "./stress";

/** The sets that are scored; training sees the first alone. */
export const INSTRUCTION_SETS = [
  "seen templates",
  "held-out templates",
  "held-out families",
  "ambiguous",
  "contradictory",
  "multi-step",
  "irrelevant",
] as const;
export type InstructionSet = (typeof INSTRUCTION_SETS)[number];

/** Share of the families, and of the wordings of every other family, that training never sees. */
const HELD_OUT = 0.25;
const SEED = 3;

/** The instructions of a corpus by set and family: words are asked about letters, sentences about signs and meaning. */
export function instructionSets(corpus: CorpusName): Record<InstructionSet, Families> {
  const spelled = corpus === "fingerspelling";
  const families = spelled ? wordFamilies : sentenceFamilies;
  const stress = spelled ? wordStress : sentenceStress;
  // The task itself, and its own wording, are what translations are scored with: training has them.
  const task = taskOf(corpus).instruction;
  const [, ...others] = Object.keys(families);
  const unseen = heldOut(others, "families", HELD_OUT * (others.length + 1));
  const seen: Record<string, readonly Instruction[]> = {};
  const held: Record<string, readonly Instruction[]> = {};
  for (const [family, all] of Object.entries(families)) {
    if (unseen.includes(family)) continue;
    const others = all.filter(({ wording }) => wording !== task);
    const own = heldOut(others, `wordings/${family}`, HELD_OUT * others.length);
    held[family] = own;
    seen[family] = all.filter((instruction) => !own.includes(instruction));
  }
  const alone = (set: StressSet): Families => ({ [set]: stress[set] });
  return {
    "seen templates": seen,
    "held-out templates": held,
    "held-out families": Object.fromEntries(Object.entries(families).filter(([family]) => unseen.includes(family))),
    ambiguous: alone("ambiguous"),
    contradictory: alone("contradictory"),
    "multi-step": alone("multi-step"),
    irrelevant: alone("irrelevant"),
  };
}

const heldOut = <T>(items: readonly T[], stream: string, count: number): T[] =>
  new Random(SEED, stream).shuffle([...items]).slice(0, Math.floor(count));

/** Without this, nearly all answers of some families would be No. */
const NO_KEPT = 1 / 3;

/** Asks each clip of a step something that training sees, of any family alike that the clip has an answer for. */
export function askInstructions(corpus: CorpusName, seed: number): Ask {
  const families = Object.values(instructionSets(corpus)["seen templates"]);
  return (utterance, step, place) => {
    const said = understand(utterance);
    const random = new Random(seed, `instructions/${place}`, step);
    for (;;) {
      const instruction = random.pick(random.pick(families));
      const text = answerTo(instruction, said);
      if (text === undefined || (text === "No." && !random.chance(NO_KEPT))) continue;
      return { codes: utterance.codes, text, instruction: instruction.wording };
    }
  };
}

/** An instruction that a test clip is asked. */
export interface Asked {
  set: InstructionSet;
  family: string;
  instruction: Instruction;
  /** of the clip among those given */
  clip: number;
  said: Said;
}

/**
 * Every instruction, each asked of a few clips whose answers differ as far as they can: where all clips but few have
 * one answer, to know the most frequent one is of no use.
 * @param clips of each instruction
 */
export function testInstructions(
  corpus: CorpusName,
  utterances: readonly Pick<Utterance, "text" | "gloss">[],
  clips: number,
  seed: number,
): Asked[] {
  const facts = utterances.map(understand);
  return Object.entries(instructionSets(corpus)).flatMap(([set, families]) =>
    Object.entries(families).flatMap(([family, instructions]) =>
      instructions.flatMap((instruction) =>
        varied(instruction, facts, clips, seed).map((clip): Asked => {
          return { set: set as InstructionSet, family, instruction, clip, said: facts[clip] as Said };
        }),
      ),
    ),
  );
}

/** Clips in turn from each group of the same answer, those without an answer left out. */
function varied(instruction: Instruction, facts: readonly Said[], count: number, seed: number): number[] {
  const { wording, demands, anyOf } = instruction;
  const groups = new Map<string, number[]>();
  for (const clip of new Random(seed, `clips/${wording}`).shuffle([...facts.keys()])) {
    const own = demands.length === 0 ? "" : anyOf ? facts[clip]?.text : answerTo(instruction, facts[clip] as Said);
    if (own !== undefined) groups.set(own, [...(groups.get(own) ?? []), clip]);
  }
  const longest = Math.max(0, ...[...groups.values()].map(({ length }) => length));
  const turns = Array.from({ length: longest }, (_, turn) => [...groups.values()].flatMap((own) => own[turn] ?? []));
  return turns.flat().slice(0, count);
}
