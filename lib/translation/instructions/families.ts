// The instructions about signed sentences: eight families, each in many wordings. The first wording is the task's own.
import { SIGNING } from "../prompt";
import { taskOf } from "../task";
import type { DemandName } from "./demands";
import type { Instruction } from "./instruction";

/** Wordings by family. */
export type Families = Readonly<Record<string, readonly Instruction[]>>;

export const asking = (demands: DemandName | readonly DemandName[], ...wordings: string[]): Instruction[] =>
  wordings.map((wording) => ({ wording, demands: typeof demands === "string" ? [demands] : demands }));

export const sentenceFamilies: Families = {
  translate: asking(
    "translation",
    taskOf("synthasl").instruction,
    "What is being signed? Put it into English.",
    "Give me the English for this signing.",
    `${SIGNING}\nTranslate this into English.`,
    "Interpret the following signing for somebody who does not sign.",
    `Here is some sign language: ${SIGNING} What does it say in English?`,
    "Render these signs as an English sentence.",
    "Please write down in English what the signer tells us.",
    `Somebody signed this to me: ${SIGNING} I don't sign. Could you translate?`,
    "English translation, please.",
  ),
  explain: asking(
    "meaning",
    "Explain the meaning of the signing.",
    "What does the signer want to tell us?",
    `${SIGNING}\nTell me what the signer means.`,
    "Say what the signer says, asks or requests.",
    "Report what the signer is expressing.",
    `A person signs: ${SIGNING} Explain to me what they mean.`,
    "Describe what this person is communicating.",
    "What is the message of this signing? Tell it from the signer's side.",
    "Explain this signing to a child.",
  ),
  summarize: asking(
    "summary",
    "Summarize the signing in one sentence.",
    "Sum up in a few words what the signing is about.",
    `${SIGNING}\nGive a one-sentence summary.`,
    "What kind of utterance is it, and about what?",
    "In short: what is this about?",
    `Summarize this sign language clip: ${SIGNING}`,
    "Give the gist of the signing.",
    "Describe briefly what sort of message it is and what it deals with.",
    "I have no time. What is it about, in one line?",
  ),
  topic: asking(
    "topic",
    "What is the topic? Answer with one or two words.",
    "Name the subject area of the signing.",
    `${SIGNING}\nTopic?`,
    "Which topic does this belong to, for example food, animals or places?",
    "Put the signing under a heading of one or two words.",
    `File this clip under a keyword: ${SIGNING}`,
    "Classify the signing by its topic.",
    "Which field of life is the signing from? One or two words.",
    "Tag the signing with its theme.",
  ),
  "count signs": asking(
    "signs",
    "How many signs are there?",
    "Count the signs.",
    `${SIGNING}\nOf how many signs is this made?`,
    "Give the number of signs.",
    "How long is the signing, in signs?",
    `Count how many signs are made here: ${SIGNING}`,
    "How many separate signs does the signer use?",
    "What is the sign count of this clip?",
  ),
  "yes or no": [
    ...asking(
      "question",
      "Is it a question?",
      "Is the signer asking something? Yes or no.",
      `${SIGNING}\nDoes this signing ask a question?`,
      "Yes or no: is an answer expected from us?",
      "Would you put a question mark at the end?",
      "Tell me whether this is a question, yes or no.",
    ),
    ...asking(
      "negation",
      "Is the sentence negated?",
      "Does the signer deny something? Yes or no.",
      `${SIGNING}\nIs there a negation in this?`,
      "Is something said not to be so? Answer yes or no.",
      "Does the signing contain a not, a no or a never?",
      "Check the signing for negation: yes or no?",
    ),
  ],
  "answer about it": [
    ...asking(
      "who",
      "Who is it about?",
      "Which person is mentioned first?",
      `${SIGNING}\nWho is this about?`,
      "Name the person that the signer speaks of.",
    ),
    ...asking(
      "when",
      "When does it happen?",
      "What time is mentioned?",
      `${SIGNING}\nWhen is this?`,
      "At what time does it take place, according to the signer?",
    ),
    ...asking(
      "where",
      "Where does it happen?",
      "Which place is mentioned?",
      `${SIGNING}\nWhere is this?`,
      "Name the place that the signing tells of.",
    ),
    ...asking(
      "what",
      "Which thing is mentioned first?",
      "What object does the signer speak of?",
      `${SIGNING}\nName the thing that this is about.`,
      "What thing plays a part in the signing?",
    ),
  ],
  "two steps": [
    ...asking(
      ["translation", "signs"],
      "Translate the signing, then count its signs.",
      "First give the English, and then the number of signs.",
      `${SIGNING}\nWrite the English on one line and the sign count on the next.`,
    ),
    ...asking(
      ["translation", "question"],
      "Translate the signing, then say whether it is a question.",
      "Give the English first. After that, is it a question, yes or no?",
    ),
    ...asking(
      ["question", "translation"],
      "First tell me whether it is a question, then translate it.",
      `${SIGNING}\nQuestion or not (yes or no)? And what is it in English?`,
    ),
    ...asking(
      ["topic", "translation"],
      "Name the topic, then translate the signing.",
      "Start with a topic of one or two words, and go on with the English.",
    ),
    ...asking(["signs", "translation"], "Count the signs, then put the signing into English."),
  ],
};
