// Tasks of MotionGPT (Jiang et al. 2023) as templates: what the model reads and what it is to write, with the places of
// captions, motions, frames and seconds under MotionGPT's own names. The sentences are ours. Captions never stand in
// quotation marks, which MotionGPT puts around half of them and is then scored with.

export interface MotionTemplate {
  input: string;
  output: string;
}

/** What may stand in a template. `s1` and `s2` are a motion's halves; `Masked` has its middle half hidden. */
export const PLACES = {
  caption: "<Caption_Placeholder>",
  frames: "<Frame_Placeholder>",
  seconds: "<Second_Placeholder>",
  motion: "<Motion_Placeholder>",
  firstHalf: "<Motion_Placeholder_s1>",
  secondHalf: "<Motion_Placeholder_s2>",
  masked: "<Motion_Placeholder_Masked>",
} as const;
const { caption, frames, seconds, motion, firstHalf, secondHalf, masked } = PLACES;

/** Motion–language pre-training: text to motion, motion to text, and a motion's continuation; drawn equally often. */
export const pretrainingTemplates: readonly MotionTemplate[] = [
  { input: caption, output: motion },
  { input: motion, output: caption },
  { input: `Predict motion: ${firstHalf}`, output: secondHalf },
];

/** Asks the pre-trained model for English. */
export const pretrainedPrompt = motion;
/** Asks the model after instruction tuning. */
export const instructedPrompt = `Generate text: ${motion}`;

const family = (output: string, inputs: readonly string[]): MotionTemplate[] =>
  inputs.map((input) => ({ input, output }));

/** Families of instructions; first a family is drawn, then one of its templates. */
export const instructionFamilies: Readonly<Record<string, readonly MotionTemplate[]>> = {
  motionToText: family(caption, [
    instructedPrompt,
    `Translate the signing to English: ${motion}`,
    `What is being signed in ${motion}?`,
    `Write in plain English what ${motion} says.`,
    `Give me the sentence behind ${motion}.`,
    `Read this signer for me: ${motion}`,
    `Put ${motion} into words.`,
    `Someone signed ${motion}. What did they say?`,
  ]),
  motionToTextByFrames: family(caption, [
    `The signing ${motion} takes ${frames} frames. What does it say?`,
    `Translate these ${frames} frames of signing: ${motion}`,
    `In ${frames} frames the signer moves like ${motion}. Say it in English.`,
  ]),
  motionToTextBySeconds: family(caption, [
    `The signing ${motion} takes ${seconds} seconds. What does it say?`,
    `Translate these ${seconds} seconds of signing: ${motion}`,
    `For ${seconds} seconds the signer moves like ${motion}. Say it in English.`,
  ]),
  motionToFrames: family(`It takes ${frames} frames.`, [
    `How many frames does ${motion} take?`,
    `Count the frames of ${motion}.`,
  ]),
  motionToSeconds: family(`It takes ${seconds} seconds.`, [
    `How many seconds does ${motion} take?`,
    `How long is ${motion}?`,
  ]),
  textToMotion: family(motion, [
    `Generate motion: ${caption}`,
    `Sign this sentence: ${caption}`,
    `Show how one signs the following. ${caption}`,
    `How would a signer say this? ${caption}`,
    `Turn the English into signing: ${caption}`,
  ]),
  textToMotionByFrames: family(motion, [
    `Sign this in ${frames} frames: ${caption}`,
    `Make a motion of ${frames} frames that says: ${caption}`,
  ]),
  textToMotionBySeconds: family(motion, [
    `Sign this in ${seconds} seconds: ${caption}`,
    `Make a motion of ${seconds} seconds that says: ${caption}`,
  ]),
  textToFrames: family(`About ${frames} frames.`, [
    `How many frames does it take to sign this? ${caption}`,
    `Guess the frames that a signer needs for: ${caption}`,
  ]),
  textToSeconds: family(`About ${seconds} seconds.`, [
    `How many seconds does it take to sign this? ${caption}`,
    `Guess the seconds that a signer needs for: ${caption}`,
  ]),
  prediction: family(secondHalf, [
    `Predict motion: ${firstHalf}`,
    `How does the signing go on after ${firstHalf}?`,
    `Continue ${firstHalf}.`,
  ]),
  inBetween: family(motion, [`Complete the masked motion: ${masked}`, `Fill in what is hidden in ${masked}.`]),
};

/** All words of the templates, for a vocabulary that is learned. */
export const templateTexts = (): string[] =>
  Object.values(instructionFamilies)
    .flat()
    .flatMap(({ input, output }) => [input, output])
    .map((text) => text.replace(/<\w+>/g, "").trim());
