// What codes mean, as tables and as the series of its figures.
import type { BrowsedCode } from "../plots/codeBrowser";
import type { GroupedBars } from "../plots/meaning";
import type { Row } from "../plots/table";
import { phonemeNames } from "../signing/phonemes";
import type { CodeEntry } from "./codeGallery";
import type { CodeMeaning } from "./codeMeaning";

const percent = (share: number): number => 100 * share;

/** The parameters of a sign, in the order of `explainedBars`. */
export const meaningGroups: readonly string[] = phonemeNames.map((name) => name[0]?.toUpperCase() + name.slice(1));

/** Share of each parameter's entropy that the codes explain beyond chance. */
export const explainedBars = ({ systems }: CodeMeaning): GroupedBars[] => bars(systems, "explained");

/** Share of test items whose label the codes name. */
export const predictedBars = ({ systems }: CodeMeaning): GroupedBars[] => bars(systems, "predicted");

function bars(systems: CodeMeaning["systems"], score: "explained" | "predicted"): GroupedBars[] {
  return systems.map(({ name, parameters }, i) => ({
    name,
    values: phonemeNames.map((parameter) => percent(parameters[parameter][score])),
    control: i === systems.length - 1,
  }));
}

/** One row a way to give codes and parameter. */
export function meaningRows({ systems }: CodeMeaning): Row[] {
  return phonemeNames.flatMap((parameter) =>
    systems.map(({ name, used, parameters }) => {
      const { information, chance, labelEntropy, explained, purity, predicted } = parameters[parameter];
      return {
        parameter,
        "given by": name,
        "codes used": used,
        "I(code; label) bits": information,
        "by chance": { value: chance.mean, plusMinus: chance.deviation },
        "H(label) bits": labelEntropy,
        "explained %": percent(explained),
        "purity %": percent(purity),
        "right on test clips %": percent(predicted),
      };
    }),
  );
}

export const meaningFormats: Record<string, number> = {
  "I(code; label) bits": 2,
  "by chance": 2,
  "H(label) bits": 2,
  "explained %": 1,
  "purity %": 1,
  "right on test clips %": 1,
};

export function neighbourRows({ neighbours }: CodeMeaning): Row[] {
  return neighbours.map(({ parameter, nearest, random }) => ({
    "same most frequent": parameter,
    "code and its nearest %": percent(nearest),
    "code and another at random %": percent(random),
  }));
}

/** Entries of the gallery as the browser shows them. */
export function browsedCodes(entries: readonly CodeEntry[]): BrowsedCode[] {
  return entries.map(({ code, count, inSigns, signs, handshape, location, examples, neighbours, joints, own }) => ({
    code,
    joints,
    own,
    facts: [
      ["occurs", `${count} times`],
      ["within signs", `${percent(inSigns).toFixed(0)} %`],
      ["handshape, most often", handshape ?? "–"],
      ["location, most often", location ?? "–"],
    ],
    occurrences: signs.map(({ sign, count: times }) => ({ label: sign, count: times })),
    examples: examples.map(({ text, sign, second }) => `${sign} at ${second.toFixed(1)} s: “${text}”`),
    neighbours,
  }));
}
