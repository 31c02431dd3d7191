// English clauses from their parts: agreement, tense, negation, do-support, contractions, articles.

export type Agreement = "i" | "plural" | "third";
export type Tense = "present" | "progressive" | "past" | "future";
export type Modal = "can" | "must";

export interface Subject {
  text: string;
  agreement: Agreement;
}

/** Forms of a verb; a stative verb has no progressive. */
export interface Verb {
  base: string;
  third: string;
  past: string;
  ing: string;
  stative?: boolean;
}

export interface Clause {
  subject: Subject;
  verb: Verb | "be";
  /** what follows the verb */
  rest: string;
  tense: Tense;
  negative?: boolean;
  modal?: Modal;
  /** before the main verb */
  adverb?: "never" | "already" | "always" | "often" | "sometimes";
}

const presentBe: Record<Agreement, string> = { i: "am", plural: "are", third: "is" };
const pastBe: Record<Agreement, string> = { i: "was", plural: "were", third: "was" };

/** The first auxiliary of a clause and the rest of its verb; an empty auxiliary where there is none. */
function verbGroup({ verb, tense, modal, subject }: Clause): { auxiliary: string; main: string } {
  const { agreement } = subject;
  if (modal) return { auxiliary: modal, main: verb === "be" ? "be" : verb.base };
  if (tense === "future") return { auxiliary: "will", main: verb === "be" ? "be" : verb.base };
  if (verb === "be") return { auxiliary: tense === "past" ? pastBe[agreement] : presentBe[agreement], main: "" };
  if (tense === "progressive" && !verb.stative) return { auxiliary: presentBe[agreement], main: verb.ing };
  if (tense === "past") return { auxiliary: "", main: verb.past };
  return { auxiliary: "", main: agreement === "third" ? verb.third : verb.base };
}

/** do, does or did: the auxiliary that negation and questions need where there is no other. */
function support(clause: Clause): { auxiliary: string; main: string } {
  const group = verbGroup(clause);
  if (group.auxiliary !== "" || clause.verb === "be") return group;
  const auxiliary = clause.tense === "past" ? "did" : clause.subject.agreement === "third" ? "does" : "do";
  return { auxiliary, main: clause.verb.base };
}

const join = (...words: string[]): string => words.filter((word) => word !== "").join(" ");

/** A statement, without capital and full stop. */
export function statement(clause: Clause): string {
  const { subject, rest, adverb } = clause;
  if (clause.negative) {
    const { auxiliary, main } = support(clause);
    return join(subject.text, auxiliary === "can" ? "cannot" : join(auxiliary, "not"), main, rest);
  }
  const { auxiliary, main } = verbGroup(clause);
  return join(subject.text, auxiliary, adverb ?? "", main, rest);
}

/** A question that begins with the auxiliary, or with `asked` before it; without capital and mark. */
export function question(clause: Clause, asked = ""): string {
  const { auxiliary, main } = support(clause);
  return join(asked, auxiliary, clause.subject.text, main, clause.rest);
}

const contractions: [RegExp, string][] = [
  [/\b(do|does|did|is|are|was|were) not\b/g, "$1n't"],
  [/\bwill not\b/g, "won't"],
  [/\bcannot\b/g, "can't"],
  [/\bI am\b/g, "I'm"],
  [/\b([Yy]ou|[Ww]e|[Tt]hey) are\b/g, "$1're"],
  [/\b(I|[Yy]ou|[Ww]e|[Tt]hey) will\b/g, "$1'll"],
  [/\b([Ww]hat|[Ww]here|[Ww]ho|[Hh]ow|[Ii]t|[Hh]e|[Ss]he) is\b(?! not)(?=.)/g, "$1's"],
];

/** The same with the usual contractions, where it has any. */
export function contract(text: string): string {
  return contractions.reduce((result, [pattern, short]) => result.replace(pattern, short), text);
}

/** Capital letter and final mark. */
export function sentence(text: string, mark: "." | "?" = "."): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + mark;
}

/** a or an, by the sound that follows. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}
