// Which instructions training sees and which it never does, and who is asked what: a few families and some wordings of
// every other family are held out by a fixed draw, so that all runs hold out the same ones.
import type { CorpusName } from "../../config";
import { Random } from "../../random";
import type { Ask } from "../train";
import type { Utterance } from "../translator";
import { type Families, sentenceFamilies } from "./families";
import { answerTo, type Instruction } from "./instruction";
import { type Said, understand } from "./said";
import { wordFamilies } from "./spelling";
import { sentenceStress, wordStress } from "./stress";

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
  const names = Object.keys(families);
  // The first family is the task itself.
  const unseen = new Random(SEED, "families").shuffle(names.slice(1)).slice(0, Math.floor(HELD_OUT * names.length));
  const split = Object.entries(families).map(([family, [own, ...more]], i) => {
    if (unseen.includes(family)) return { family, seen: [], held: [] };
    // The task's own wording is what translations are scored with.
    const [kept, drawn] = i === 0 ? [[own], more] : [[], [own, ...more]];
    const shuffled = new Random(SEED, `wordings/${family}`).shuffle(drawn);
    const count = Math.floor(HELD_OUT * shuffled.length);
    return { family, seen: [...kept, ...shuffled.slice(count)], held: shuffled.slice(0, count) };
  });
  const set = (of: (part: (typeof split)[number]) => readonly (Instruction | undefined)[]): Families =>
    Object.fromEntries(
      split.filter((part) => of(part).length > 0).map((part) => [part.family, of(part) as Instruction[]]),
    );
  const stress = spelled ? wordStress : sentenceStress;
  return {
    "seen templates": set(({ seen }) => seen),
    "held-out templates": set(({ held }) => held),
    "held-out families": Object.fromEntries(
      unseen.map((family) => [family, families[family] as readonly Instruction[]]),
    ),
    ...(Object.fromEntries(Object.entries(stress).map(([name, list]) => [name, { [name]: list }])) as Record<
      "ambiguous" | "contradictory" | "multi-step" | "irrelevant",
      Families
    >),
  };
}

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
