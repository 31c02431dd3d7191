// The instructions about fingerspelled words.
import { SIGNING } from "../prompt";
import { taskOf } from "../task";
import { asking, type Families } from "./families";

export const wordFamilies: Families = {
  spell: asking(
    "spelling",
    taskOf("fingerspelling").instruction,
    "Read the fingerspelling.",
    `${SIGNING}\nWhich word is spelled here?`,
    "Write down the letters that are signed.",
    "Give the letters one by one.",
    `Somebody fingerspelled this: ${SIGNING} What is the word?`,
    "Letter by letter, what do you see?",
  ),
  "count letters": asking(
    "letters",
    "How many letters does the word have?",
    "Count the letters.",
    `${SIGNING}\nHow long is this word, in letters?`,
    "Give the number of letters.",
    "Of how many letters is the spelled word made?",
  ),
  "first letter": asking(
    "first",
    "What is the first letter?",
    "With which letter does the word begin?",
    `${SIGNING}\nGive only the letter that comes first.`,
    "Name the initial letter.",
    "Which letter is signed first?",
  ),
  "last letter": asking(
    "last",
    "What is the last letter?",
    "With which letter does the word end?",
    `${SIGNING}\nGive only the letter that comes last.`,
    "Name the final letter.",
    "Which letter is signed at the very end?",
  ),
  "yes or no": [
    ...asking("vowel", "Does the word begin with a vowel?", "Is the first letter a vowel, yes or no?"),
    ...asking("hasE", "Is there an E in the word?", "Does the spelling contain the letter E?"),
    ...asking("hasA", "Is there an A in the word?", "Does the spelling contain the letter A?"),
    ...asking("long", "Does the word have more than four letters?", "Is it longer than four letters, yes or no?"),
  ],
  "two steps": [
    ...asking(
      ["spelling", "letters"],
      "Spell the word, then count its letters.",
      "First the letters one by one, then how many they are.",
    ),
    ...asking(
      ["letters", "spelling"],
      "Count the letters, then spell the word.",
      "How many letters are there, and which?",
    ),
    ...asking(["last", "spelling"], "Give the last letter, then the whole word."),
  ],
};
