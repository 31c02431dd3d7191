// How well a translator follows instructions about test clips: wordings that training has, wordings and whole families
// that it has not, and sets meant to mislead it.
//
// The intent-following score of an answer: has it the form that the instruction asks for (a number where signs are to be
// counted, yes or no, a sentence …), and does it say what was signed? `form` counts the first, `followed` both; which
// forms and contents count is said at each demand in `translation/instructions/demands.ts`. The control is `shuffled`:
// the same answer held against another clip of the same instruction, which is what one gets without looking.
import type { Config } from "../config";
import { answerTo, obedience } from "../translation/instructions/instruction";
import { type Asked, INSTRUCTION_SETS, type InstructionSet, testInstructions } from "../translation/instructions/sets";
import type { TranslationOptions, Utterance } from "../translation/translator";
import { type MeanOfClips, meanOfClips } from "./grounding";

/** Per cent of a set's answers, or of those of a family in it, with 95 % intervals. */
export interface InstructionRow {
  set: InstructionSet;
  /** `all` for the whole set */
  family: string;
  answers: number;
  form: MeanOfClips;
  followed: MeanOfClips;
  /** missing where no instruction was asked of two clips */
  shuffled?: MeanOfClips;
}

/** An instruction, a clip, and what was answered. */
export interface InstructionAnswer {
  set: InstructionSet;
  family: string;
  instruction: string;
  id: string;
  /** the clip's English */
  reference: string;
  answer: string;
  /** what training would teach; missing where several answers are right, or none is of the signing */
  expected?: string;
  form: boolean;
  followed: boolean;
}

export interface InstructionScores {
  rows: InstructionRow[];
  answers: InstructionAnswer[];
}

/** What answers instructions; as `Translator.translate`. */
export interface Instructed {
  translate(codes: readonly ArrayLike<number>[], options: TranslationOptions): Promise<string[]>;
}

export interface InstructionScoring {
  /** clips that each instruction is asked of; of 25 test clips one, at most 6, unless given */
  clips?: number;
  signal?: AbortSignal;
  onProgress?(done: number, total: number): void;
}

/**
 * Asks test clips the instructions of every set.
 * @throws StoppedError when the signal fires
 */
export async function scoreInstructions(
  { corpus, translation, seed }: Config,
  translator: Instructed,
  test: readonly (Utterance & { id: string })[],
  { clips = Math.min(6, Math.ceil(test.length / 25)), signal, onProgress }: InstructionScoring = {},
): Promise<InstructionScores> {
  const asked = testInstructions(corpus.name, test, clips, seed);
  const answers = await translator.translate(
    asked.map(({ clip }) => (test[clip] as Utterance).codes),
    {
      instructions: asked.map(({ instruction }) => instruction.wording),
      // An explanation, or two steps, are longer than a translation.
      maxNewTokens: 2 * translation.maxNewTokens,
      ...(signal ? { signal } : {}),
      onProgress: (done) => onProgress?.(done, asked.length),
    },
  );
  return {
    rows: scoreAnswersToInstructions(asked, answers),
    answers: asked.map(({ set, family, instruction, clip, said }, i): InstructionAnswer => {
      const { id, text: reference } = test[clip] as Utterance & { id: string };
      const answer = answers[i] as string;
      const expected = instruction.anyOf ? undefined : answerTo(instruction, said);
      return {
        ...{ set, family, instruction: instruction.wording, id, reference, answer },
        ...(expected === undefined ? {} : { expected }),
        ...obedience(instruction, answer, said),
      };
    }),
  };
}

/** Rows set by set: the whole of it, then its families where it has several. */
export function scoreAnswersToInstructions(asked: readonly Asked[], answers: readonly string[]): InstructionRow[] {
  const judged = asked.map((one, i) => judge(one, answers[i] as string, nextClip(asked, i)));
  return INSTRUCTION_SETS.flatMap((set) => {
    const own = judged.filter(({ asked: one }) => one.set === set);
    const families = [...new Set(own.map(({ asked: one }) => one.family))];
    const rows = families.map((family) =>
      row(
        set,
        family,
        own.filter(({ asked: one }) => one.family === family),
      ),
    );
    return own.length === 0 ? [] : [row(set, "all", own), ...(families.length > 1 ? rows : [])];
  });
}

interface Judged {
  asked: Asked;
  form: boolean;
  followed: boolean;
  /** held against another clip */
  shuffled: boolean | undefined;
}

function judge(asked: Asked, answer: string, other: Asked | undefined): Judged {
  const { instruction, said } = asked;
  const shuffled = other && obedience(instruction, answer, other.said).followed;
  return { asked, ...obedience(instruction, answer, said), shuffled };
}

/** The next clip that is asked the same, after the last one the first; none where there is no other. */
function nextClip(asked: readonly Asked[], i: number): Asked | undefined {
  const same = asked.filter(({ instruction }) => instruction === asked[i]?.instruction);
  const next = same[(same.indexOf(asked[i] as Asked) + 1) % same.length];
  return next === asked[i] ? undefined : next;
}

function row(set: InstructionSet, family: string, judged: readonly Judged[]): InstructionRow {
  const share = (values: readonly boolean[]) => meanOfClips(values.map((value) => (value ? 100 : 0)));
  const shuffled = judged.flatMap((one) => one.shuffled ?? []);
  return {
    set,
    family,
    answers: judged.length,
    form: share(judged.map(({ form }) => form)),
    followed: share(judged.map(({ followed }) => followed)),
    ...(shuffled.length > 0 ? { shuffled: share(shuffled) } : {}),
  };
}
