// The grammar of SynthASL: meanings, each as signs with their non-manual marking and as English in several phrasings.
// ASL side: time first; topic–comment or subject–verb–object; noun before adjective; negation by headshake and NOT at
// the end; wh-sign last; yes/no questions by a forward head alone; FINISH for what is done.
import type { Random } from "../random";
import { answer, courtesy, request, stopping, thanks } from "./sentences/courtesies";
import type { Sentence, Template } from "./sentences/parts";
import { howMany, placeQuestion, whQuestion, yesNo } from "./sentences/questions";
import {
  activity,
  again,
  complement,
  description,
  finished,
  fronted,
  giving,
  intransitive,
  modal,
  more,
  motion,
  negation,
  stateOfPerson,
  transitive,
  willing,
} from "./sentences/statements";

/** Templates with how often they are drawn. */
const templates: readonly [Template, number][] = [
  [transitive, 20],
  [fronted, 8],
  [intransitive, 8],
  [motion, 7],
  [giving, 4],
  [stateOfPerson, 8],
  [description, 7],
  [negation, 9],
  [modal, 6],
  [finished, 4],
  [complement, 4],
  [willing, 4],
  [more, 3],
  [again, 3],
  [activity, 2],
  [yesNo, 9],
  [whQuestion, 9],
  [howMany, 3],
  [placeQuestion, 2],
  [request, 3],
  [courtesy, 2],
  [thanks, 2],
  [stopping, 1],
  [answer, 3],
];
const totalWeight = templates.reduce((sum, [, weight]) => sum + weight, 0);

/** One random sentence of 2 to 9 signs. */
export function drawSentence(random: Random): Sentence {
  let left = random.uniform(0, totalWeight);
  for (const [template, weight] of templates) {
    left -= weight;
    if (left < 0) return template(random);
  }
  return transitive(random);
}
