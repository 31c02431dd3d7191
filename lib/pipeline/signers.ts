// Test clips by whether training has clips of who signs them: what is read of one signer should be read of another.

export type Familiarity = "known" | "unseen";

/**
 * Something measured of the clips whose signers training knows, and of the others.
 * @param clips those that name no signer are in neither group
 * @param measure given the indices of a group's clips; not asked of a group that has none
 */
export function bySigner<T>(
  clips: readonly { signer?: string }[],
  training: readonly { signer?: string }[],
  measure: (indices: number[]) => T,
): Partial<Record<Familiarity, T>> {
  const signers = new Set(training.map(({ signer }) => signer));
  const named = [...clips.keys()].filter((i) => clips[i]?.signer !== undefined);
  const known = named.filter((i) => signers.has(clips[i]?.signer));
  const unseen = named.filter((i) => !signers.has(clips[i]?.signer));
  return {
    ...(known.length > 0 ? { known: measure(known) } : {}),
    ...(unseen.length > 0 ? { unseen: measure(unseen) } : {}),
  };
}
