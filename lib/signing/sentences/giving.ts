// Agreement verbs: the hand moves from the one who gives to the one who is given. `1`, `2` and `3` in a verb's gloss are
// signer, addressee and somebody placed at the signer's side; pronouns are dropped, for the verb has them in it.
import type { Random } from "../../random";
import type { Clause } from "../english";
import { drawNoun, genericPhrase, type Phrase, personSubject, type SubjectPhrase, thingPhrase } from "../nounPhrases";
import { pronouns } from "../vocabulary/people";
import { type AgreementVerb, agreementVerbs } from "../vocabulary/verbs";
import { common, type Pronoun } from "../vocabulary/words";
import { distinct, questions, statements, type Template, tenseOf, timeOf, timeTokens, tokens } from "./parts";

type Locus = 1 | 2 | 3;
interface Participant {
  locus: Locus;
  glosses: string[];
  subject: SubjectPhrase;
  object: string;
}

function speaker(pronoun: Pronoun, locus: Locus): Participant {
  const { subject, object, agreement } = pronoun;
  return { locus, glosses: [], subject: { glosses: [], text: subject, agreement, pronoun }, object };
}
const [signer, addressee] = [speaker(pronouns[0] as Pronoun, 1), speaker(pronouns[1] as Pronoun, 2)];

function other(random: Random): Participant {
  const subject = personSubject(random);
  return { locus: 3, glosses: subject.glosses, subject, object: subject.text };
}

/** From whom, to whom: all but the addressee to a third person, whose way would cross the signer's. */
function participants(random: Random): [from: Participant, to: Participant] {
  const draw = random.uniform();
  if (draw < 0.22) return [signer, addressee];
  if (draw < 0.44) return [addressee, signer];
  if (draw < 0.62) return [signer, other(random)];
  if (draw < 0.84) return [other(random), signer];
  return [other(random), addressee];
}

function given(random: Random, verb: AgreementVerb): Phrase | undefined {
  if (verb.given.length === 0) return undefined;
  const noun = drawNoun(random, verb.given);
  return verb.given.includes("subject") ? genericPhrase(noun) : thingPhrase(random, noun);
}

/** What follows the verb: "me a book", "a book to me". */
function objects(verb: AgreementVerb, to: Participant, thing: Phrase | undefined): string[] {
  if (!thing) return [to.object];
  const first = `${to.object} ${thing.english}`;
  return verb.dative ? [first, `${thing.english} to ${to.object}`] : [first];
}

/** YESTERDAY MY SISTER 3-GIVE-1 BOOK: My sister gave me a book yesterday. */
export const giving: Template = (random) => {
  const verb = common(random, agreementVerbs);
  const [from, to] = participants(random);
  const thing = given(random, verb);
  const time = timeOf(random, "past", "future");
  const negative = random.chance(0.12);
  const clauses = objects(verb, to, thing).map(
    (rest): Clause => ({ subject: from.subject, verb, rest, tense: tenseOf(time), negative }),
  );
  const signs = [...from.glosses, `${from.locus}-${verb.gloss}-${to.locus}`, ...to.glosses, ...(thing?.glosses ?? [])];
  return {
    kind: "giving",
    tokens: [...timeTokens(time), ...(negative ? tokens([...signs, "NOT"], ["shake"]) : tokens(signs))],
    english: distinct(clauses.flatMap((clause) => statements(clause, time))),
  };
};

/** 2-SHOW-1 PICTURE with the head forward: Did you show me …? PLEASE 2-HELP-1 is a request. */
export const askingFor: Template = (random) => {
  const verb = common(random, agreementVerbs);
  const thing = given(random, verb);
  const rest = objects(verb, signer, thing);
  const gloss = `2-${verb.gloss}-1`;
  if (random.chance(0.5)) {
    const cores = rest.map((words) => `${verb.base} ${words}`);
    return {
      kind: "request",
      tokens: tokens(["PLEASE", gloss, ...(thing?.glosses ?? [])]),
      english: cores.flatMap((core) => [`Please ${core}.`, `${core.charAt(0).toUpperCase()}${core.slice(1)}, please.`]),
    };
  }
  const clauses = rest.map(
    (words): Clause => ({ ...{ subject: addressee.subject, verb }, rest: words, tense: "present", modal: "can" }),
  );
  return {
    kind: "yes/no question",
    tokens: tokens(["CAN", gloss, ...(thing?.glosses ?? [])], ["forward"]),
    english: distinct(clauses.flatMap((clause) => questions(clause))),
  };
};
