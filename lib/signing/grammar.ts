// The grammar of SynthASL: meanings, each as signs with their non-manual marking and as English in several phrasings.
// ASL side: time first; topic–comment or subject–verb–object; noun before adjective; negation by headshake, NOT at the
// end or a negative sign; wh-sign last; yes/no questions by a forward head alone; FINISH for what is done; verbs that
// agree with persons in space; the noun before its classifier; repetition for plurals.
import type { Random } from "../random";
import { because, complement, condition, contrast, pair, perhaps, willing, wish } from "./sentences/clauses";
import { answer, apology, greeting, request, stopping, thanks } from "./sentences/courtesies";
import { clock, duration, instrument, price, recipient, together, transport, weatherReport } from "./sentences/daily";
import {
  activity,
  comparison,
  description,
  everything,
  placeDescription,
  stateOfPerson,
} from "./sentences/descriptions";
import { askingFor, giving } from "./sentences/giving";
import { putting, steps, waiting, warning } from "./sentences/howTo";
import { headNegation, negation, none, notYet } from "./sentences/negations";
import type { Sentence, Template } from "./sentences/parts";
import { age, birthday, bodyCare, languages, living, naming, ownership, profession } from "./sentences/persons";
import { choice, counting, quality, yesNo } from "./sentences/questions";
import { gathering, lying, moving, plural, pouring, seeingMany } from "./sentences/scenes";
import {
  again,
  change,
  finished,
  frequency,
  fronted,
  intransitive,
  modal,
  more,
  motion,
  tagged,
  transitive,
} from "./sentences/statements";
import {
  howMany,
  shortQuestion,
  whatQuestion,
  whenQuestion,
  whereQuestion,
  whoQuestion,
  whyQuestion,
} from "./sentences/whQuestions";

/** Templates with how often they are drawn. */
const templates: readonly [Template, number][] = [
  [transitive, 18],
  [fronted, 6],
  [intransitive, 7],
  [change, 3],
  [motion, 6],
  [stateOfPerson, 6],
  [description, 6],
  [placeDescription, 2],
  [negation, 6],
  [headNegation, 2],
  [none, 2],
  [notYet, 2],
  [modal, 5],
  [tagged, 2],
  [finished, 3],
  [frequency, 3],
  [more, 2],
  [again, 3],
  [activity, 1],
  [comparison, 1],
  [everything, 1],
  [complement, 3],
  [willing, 3],
  [perhaps, 1],
  [wish, 5],
  [because, 3],
  [condition, 3],
  [contrast, 3],
  [pair, 2],
  [giving, 9],
  [askingFor, 3],
  [naming, 2],
  [age, 2],
  [profession, 2],
  [weatherReport, 3],
  [bodyCare, 2],
  [clock, 3],
  [duration, 2],
  [price, 2],
  [transport, 3],
  [living, 2],
  [together, 3],
  [instrument, 1],
  [birthday, 1],
  [recipient, 1],
  [languages, 1],
  [ownership, 2],
  [steps, 5],
  [putting, 2],
  [waiting, 1],
  [warning, 1],
  [moving, 4],
  [lying, 2],
  [gathering, 2],
  [pouring, 1],
  [plural, 2],
  [seeingMany, 1],
  [yesNo, 8],
  [quality, 2],
  [whatQuestion, 2],
  [whereQuestion, 3],
  [whoQuestion, 3],
  [whyQuestion, 2],
  [whenQuestion, 2],
  [howMany, 2],
  [shortQuestion, 3],
  [choice, 2],
  [counting, 1],
  [request, 3],
  [apology, 2],
  [thanks, 2],
  [stopping, 1],
  [greeting, 2],
  [answer, 3],
];
const totalWeight = templates.reduce((sum, [, weight]) => sum + weight, 0);

/** One random sentence of 2 to 12 signs. */
export function drawSentence(random: Random): Sentence {
  let left = random.uniform(0, totalWeight);
  for (const [template, weight] of templates) {
    left -= weight;
    if (left < 0) return template(random);
  }
  return transitive(random);
}
