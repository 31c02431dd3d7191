// Places of articulation: centimetres from the upper spine joint (spine3) toward [the signing hand's side, up, the front]
// on the neutral body; those named `other…` lie on the second hand and are found when it is posed.
import type { Offset } from "./phonology";

const bodyLocations = {
  neutral: [12, -3, 31],
  neutralHigh: [14, 13, 28],
  neutralLow: [13, -13, 29],
  center: [0, -3, 27],
  forehead: [0, 43, 9.5],
  temple: [7.5, 38.5, 5],
  eye: [3.2, 37, 9.5],
  nose: [0, 33.5, 12],
  cheek: [5.5, 31.5, 8],
  ear: [9, 34.5, 0],
  mouth: [0, 29.5, 11],
  chin: [0, 26, 9.5],
  jaw: [5.5, 27.5, 6.5],
  underChin: [0, 23, 8.5],
  neck: [0, 18.5, 8.5],
  headTop: [0, 50, 2],
  shoulder: [13, 13, 9.5],
  contraShoulder: [-13, 13, 9.5],
  upperChest: [0, 10, 11.5],
  chest: [0, 3, 12.5],
  contraChest: [-8, 7, 12.5],
  stomach: [0, -15, 14],
  waist: [14, -22, 9],
  hip: [12, -27, 10],
  contraUpperArm: [-19, 3, 5],
  contraForearm: [-8, -8, 28],
  lap: [9, -25, 20],
} satisfies Record<string, Offset>;

/** Points of the second hand. */
export const handLocations = ["otherPalm", "otherBack", "otherTop", "otherTips", "otherThumb", "otherWrist"] as const;
export type HandLocation = (typeof handLocations)[number];
export type BodyLocation = keyof typeof bodyLocations;
export type LocationName = BodyLocation | HandLocation;

export function isHandLocation(name: LocationName): name is HandLocation {
  return (handLocations as readonly string[]).includes(name);
}

export function isLocation(name: string): name is LocationName {
  return name in bodyLocations || isHandLocation(name as LocationName);
}

/** @returns [side, up, front] in centimetres from spine3 */
export function bodyLocation(name: BodyLocation): Offset {
  return bodyLocations[name];
}
