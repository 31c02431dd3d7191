// What each of the features is called: "position left_wrist y" is how high the left wrist is.

import type { FeatureVariant } from "./features";
import { type Skeleton, SMPLX_SKELETON } from "./skeleton";

const AXES = ["x", "y", "z"];
/** First two columns of a rotation matrix, one after the other. */
const SIX_D = ["R00", "R10", "R20", "R01", "R11", "R21"];

/** `[columns]`: names of the features in order, e.g. 623 for the 52 joints. */
export function featureNames(skeleton: Skeleton = SMPLX_SKELETON, variant: FeatureVariant = "full"): string[] {
  const [, ...children] = skeleton.names;
  const each = (block: string, joints: readonly string[], parts: readonly string[]) =>
    joints.flatMap((joint) => parts.map((part) => `${block} ${joint} ${part}`));
  const full = variant === "full";
  return [
    ...["root yaw velocity", "root velocity x", "root velocity z", "root height"],
    ...each("position", children, AXES),
    ...(full ? each("rotation", children, SIX_D) : []),
    ...each("velocity", skeleton.names, AXES),
    ...(full ? ["left_ankle", "left_foot", "right_ankle", "right_foot"].map((joint) => `contact ${joint}`) : []),
  ];
}
