// The lexicon's notation: one sign a line, its parameters in a fixed order, read into `Sign`s.
//
//   GLOSS  shape  place  palm/fingers  movement …  & second hand
//   SISTER l chin.thumbTip contra/up-front to:otherTop(0,3,0) turn:contra-down/front *1.2 & l center.radial down-contra/front-contra
//
// place      location, then `.part` that is brought there (the palm), then (side,up,front) in centimetres
// palm       where the palm looks, and after the slash where the fingers point; several words are summed: down-contra
// movement   by(s,u,f) · to:place · bow(s,u,f) · tap(s,u,f)x2 · circle:plane(radius)xTurns, negative turns the other way ·
//            x2 repeated · >shape · turn:palm/fingers, `=` keeps · twist(°)x2, nod(°)x2, wave(°)x2 of the wrist · wiggle(°)
// others     !shake a non-manual · *1.2 length · agrees:palm/fingers (turned so when directed at the signer)
// second     mirror · alternate · a base hand's name · shape place palm/fingers, with `follows` if it goes along
import { type HandshapeName, handshapeNames } from "./handshapes";
import { isLocation } from "./locations";
import {
  type HandPart,
  type HandPose,
  handParts,
  type Movement,
  nonManuals,
  type Offset,
  type Sign,
} from "./phonology";

const number = "-?[\\d.]+";
const triple = `\\((${number}),(${number}),(${number})\\)`;
const placePattern = new RegExp(`^([a-zA-Z]+)(?:\\.([a-zA-Z]+))?(?:${triple})?$`);
const offsetPattern = new RegExp(`^(by|bow|tap)${triple}(?:x(\\d+))?$`);
const circlePattern = new RegExp(`^circle:(frontal|horizontal|sagittal)\\((${number})\\)x(${number})$`);
const wristPattern = new RegExp(`^(twist|nod|wave)\\((${number})\\)x(${number})$`);

/** Second hands that many signs share. */
const baseHands = {
  palmUp: "openB center up/front-contra",
  palmDown: "openB center down/contra-front",
  palmSide: "openB center(3,2,0) contra-back/up-front",
  palmBack: "openB center back/contra",
  fist: "s center down/contra-front",
  fistSide: "s center contra-back/front-contra",
  index: "one center back/up-contra",
  forearm: "openB center(2,-6,2) down/contra",
  clasp: "curvedB center(0,-4,0) up/contra-front",
  cradle: "openB center(4,-6,-4) up/contra",
};

/** A list of lines, without indentation, empty lines and those that begin with `--`. @throws RangeError naming the line */
export function readSigns(lines: string): Sign[] {
  return lines
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("--"))
    .map(readSign);
}

/** @throws RangeError naming the sign and the part that is not understood */
export function readSign(line: string): Sign {
  const [gloss = "", ...words] = line.split(/\s+/);
  const cut = words.indexOf("&");
  const own = cut < 0 ? words : words.slice(0, cut);
  const sign: Sign = { gloss, ...readHand(own, line) };
  const move: Movement = {};
  for (const word of own.slice(3)) readWord(word, sign, move, line);
  if (Object.keys(move).length > 0) sign.move = move;
  if (cut >= 0) sign.second = readSecond(words.slice(cut + 1), line);
  return sign;
}

function refuse(word: string, line: string): never {
  throw new RangeError(`lexicon: "${word}" is not understood in: ${line}`);
}

function readHand([shape = "", place = "", turn = ""]: readonly string[], line: string): HandPose {
  const [palm, fingers] = readTurn(turn, line);
  if (!palm || !fingers) refuse(turn, line);
  return { shape: shapeOf(shape, line), ...readPlace(place, line), palm, fingers };
}

function shapeOf(word: string, line: string): HandshapeName {
  return handshapeNames.find((name) => name === word) ?? refuse(word, line);
}

function readPlace(word: string, line: string): Pick<HandPose, "at" | "part" | "offset"> {
  const [, at = "", part, ...offset] = placePattern.exec(word) ?? refuse(word, line);
  if (!isLocation(at) || (part && !handParts.includes(part as HandPart))) refuse(word, line);
  return {
    at,
    ...(part ? { part: part as HandPart } : {}),
    ...(offset[0] === undefined ? {} : { offset: offset.map(Number) as unknown as Offset }),
  };
}

/** Directions of palm and fingers; `=` leaves one out. */
function readTurn(word: string, line: string): [palm: string | undefined, fingers: string | undefined] {
  const halves = word.split("/");
  if (halves.length !== 2) refuse(word, line);
  const [palm, fingers] = halves.map((half) => (half === "=" ? undefined : half.replaceAll("-", " ")));
  return [palm, fingers];
}

function readSecond(words: readonly string[], line: string): NonNullable<Sign["second"]> {
  const [first = ""] = words;
  if (first === "mirror" || first === "alternate") return first;
  const follows = words.at(-1) === "follows";
  const base = baseHands[first as keyof typeof baseHands];
  const hand = readHand(base ? base.split(" ") : words, line);
  return follows ? { ...hand, follows } : hand;
}

function readWord(word: string, sign: Sign, move: Movement, line: string): void {
  const offset = offsetPattern.exec(word);
  if (offset) {
    const vector = offset.slice(2, 5).map(Number) as unknown as Offset;
    if (offset[1] === "tap") move.taps = { from: vector, count: Number(offset[5] ?? 1) };
    else move[offset[1] as "by" | "bow"] = vector;
    return;
  }
  const circle = circlePattern.exec(word);
  if (circle) {
    const turns = Number(circle[3]);
    move.circle = {
      plane: circle[1] as "frontal" | "horizontal" | "sagittal",
      radius: Number(circle[2]),
      turns: Math.abs(turns),
      ...(turns < 0 ? { reversed: true } : {}),
    };
    return;
  }
  const wrist = wristPattern.exec(word);
  if (wrist) {
    move.wrist = { kind: wrist[1] as "twist" | "nod" | "wave", degrees: Number(wrist[2]), cycles: Number(wrist[3]) };
    return;
  }
  if (/^x\d$/.test(word)) move.repeats = Number(word.slice(1));
  else if (word.startsWith(">")) move.shape = shapeOf(word.slice(1), line);
  else if (word.startsWith("wiggle(")) move.wiggle = Number(word.slice(7, -1));
  else if (word.startsWith("!")) {
    sign.nonManual = nonManuals.find((name) => name === word.slice(1)) ?? refuse(word, line);
  } else if (word.startsWith("*")) sign.length = Number(word.slice(1));
  else if (word.startsWith("to:")) {
    const { at, offset: beyond } = readPlace(word.slice(3), line);
    move.to = at;
    if (beyond) move.toOffset = beyond;
  } else if (word.startsWith("turn:")) {
    const [palm, fingers] = readTurn(word.slice(5), line);
    if (palm) move.palm = palm;
    if (fingers) move.fingers = fingers;
  } else if (word.startsWith("agrees:")) {
    const [palm, fingers] = readTurn(word.slice(7), line);
    if (!palm || !fingers) refuse(word, line);
    sign.agrees = { palm, fingers };
  } else refuse(word, line);
}
