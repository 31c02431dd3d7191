// An instruction: its wording and what it demands; the answer to it, and whether an answer follows it.
import { type Demand, type DemandName, demands, segmentsOf } from "./demands";
import type { Said } from "./said";

export interface Instruction {
  /** `<signing>` says where the gestures go, else they follow */
  wording: string;
  /** what the answer gives, in this order */
  demands: readonly DemandName[];
  /** one of them is enough, for it leaves open which, or rules out all but one */
  anyOf?: true;
  /** what the answer says where it has nothing to do with the signing */
  says?: RegExp;
}

/** How an answer meets an instruction. */
export interface Obedience {
  /** it is an answer of the kind that is asked for */
  form: boolean;
  /** it is, and it says what was signed: the instruction is followed */
  followed: boolean;
}

/** The answer that training teaches: a line for each demand; none where the clip does not tell all of it. */
export function answerTo({ demands: names }: Instruction, said: Said): string | undefined {
  const parts = names.map((name) => demands[name].answer(said));
  return parts.length === 0 || parts.includes(undefined) ? undefined : parts.join("\n");
}

/**
 * Whether an answer has the form, and the content, that an instruction demands. Of several demands each has to be met
 * by a stretch of the answer, one after the other; `anyOf` them by all of it.
 */
export function obedience({ demands: names, anyOf, says }: Instruction, answer: string, said: Said): Obedience {
  if (says) return { form: says.test(answer), followed: says.test(answer) };
  const wanted = names.map((name): Demand => demands[name]);
  const form = (demand: Demand, text: string) => demand.form(text);
  const both = (demand: Demand, text: string) =>
    demand.form(text) && demand.answer(said) !== undefined && demand.content(text, said);
  const met = (test: (demand: Demand, text: string) => boolean): boolean =>
    anyOf ? wanted.some((demand) => test(demand, answer)) : meets(wanted, segmentsOf(answer), test);
  return { form: met(form), followed: met(both) };
}

/** Whether the segments fall into stretches of which each meets the demand in its turn. */
function meets(
  [demand, ...others]: readonly Demand[],
  segments: readonly string[],
  test: (demand: Demand, text: string) => boolean,
): boolean {
  if (demand === undefined) return segments.length === 0;
  const ends = Array.from({ length: segments.length }, (_, i) => i + 1);
  return ends.some((end) => {
    return test(demand, segments.slice(0, end).join(" ")) && meets(others, segments.slice(end), test);
  });
}
