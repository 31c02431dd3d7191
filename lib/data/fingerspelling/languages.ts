// Which letters of other manual alphabets may stand for ASL's.

const ALPHABET = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** Letters of a language's alphabet that have ASL's handshape; ASL has all 26. */
export function sharedLetters(language: string): ReadonlySet<string> {
  return new Set(language === "ase" ? ALPHABET : ALPHABET);
}
