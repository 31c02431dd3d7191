// Fingerspelling: the letters of the manual alphabet and digits, as signs made in one place with the palm to the front.
// Simplified: a double letter slides aside; J and Z draw one stroke.
import { readSigns } from "../notation";
import type { Sign } from "../phonology";

const letters = readSigns(`
  A a neutralHigh front/up
  B b neutralHigh front/up
  C c neutralHigh contra-front/up
  D d neutralHigh front/up
  E e neutralHigh front/up
  F f neutralHigh front/up
  G g neutralHigh back-down/contra
  H u neutralHigh back-down/contra
  I i neutralHigh front/up
  J i neutralHigh front/up by(-3,-3,0) bow(0,-4,0) turn:back/up *1.4
  K k neutralHigh front/up
  L l neutralHigh front/up
  M m neutralHigh front/up
  N n neutralHigh front/up
  O o neutralHigh contra-front/up
  P k neutralHigh down/front
  Q g neutralHigh down/down-front
  R r neutralHigh front/up
  S s neutralHigh front/up
  T t neutralHigh front/up
  U u neutralHigh front/up
  V v neutralHigh front/up
  W w neutralHigh front/up
  X x neutralHigh contra-front/up
  Y y neutralHigh front/up
  Z one neutralHigh front/up-front by(4,-6,0) bow(-5,0,0) *1.4
  0 o neutralHigh contra-front/up
  1 one neutralHigh front/up
  2 v neutralHigh front/up
  3 three neutralHigh front/up
  4 four neutralHigh front/up
  5 five neutralHigh front/up
  6 w neutralHigh front/up
  7 seven neutralHigh front/up
  8 eight neutralHigh front/up
  9 f neutralHigh front/up
`);
const byCharacter = new Map(letters.map((sign) => [sign.gloss, sign]));

/** The signs of a word's letters or a number's digits. @throws RangeError for any other character */
export function spell(word: string): Sign[] {
  return [...word].map((character, i) => {
    const sign = byCharacter.get(character);
    if (!sign) throw new RangeError(`"${character}" of ${word} is no letter of the manual alphabet`);
    const slide = character === word[i - 1] ? 4 : 0;
    return slide ? { ...sign, offset: [slide, 0, 0] } : sign;
  });
}
