// Verbs with their English forms and what they take, common ones first.
import { type ObjectClass, type PlaceClass, regular, type VerbEntry, verb } from "./words";

const stative = { stative: true };
const timeless = { stative: true, timeless: true };
const likes = { stative: true, generic: true };
const own = { own: true };
const definite = { definite: true };
const wanted: ObjectClass[] = [
  "food",
  "drink",
  "device",
  "belonging",
  "clothes",
  "animal",
  "vehicle",
  "reading",
  "toy",
  "furniture",
];
const bought: ObjectClass[] = [...wanted, "building", "tableware", "plant", "instrument"];

export const transitiveVerbs: readonly VerbEntry[] = [
  verb("WANT", "want", [...wanted, "money"], { ...stative, negated: "DONT-WANT" }),
  verb("LIKE", "like", ["food", "drink", "animal", "subject", "game", "music", "fruit"], {
    ...likes,
    negated: "DONT-LIKE",
  }),
  verb("HAVE", "have has had having", [...bought, "money", "event"], stative),
  verb("NEED", "need", ["belonging", "device", "clothes", "tableware", "furniture", "money", "medicine"], stative),
  verb("BUY", "buy buys bought buying", bought),
  verb("SEE", "see sees saw seeing", ["person", "animal", "film", "vehicle", "nature"], stative),
  verb("EAT", "eat eats ate eating", ["food", "fruit", "meal"]),
  verb("HELP", "help", ["person"]),
  verb("READ", "read reads read reading", ["reading"]),
  verb("MAKE", "make makes made making", ["meal", "drink", "dish", "baked"]),
  verb("DRINK", "drink drinks drank drinking", ["drink"]),
  verb("WATCH", "watch", ["film", "game", "animal"]),
  verb("COOK", "cook", ["dish", "meal"]),
  verb("LOVE", "love", ["person", "animal", "music", "food"], likes),
  verb("MEET", "meet meets met meeting", ["person"]),
  verb("FIND", "find finds found finding", ["belonging", "animal", "money", "clothes", "reading"]),
  verb("KNOW", "know knows knew knowing", ["person"], { ...timeless, negated: "DONT-KNOW" }),
  verb("LOSE", "lose loses lost losing", ["belonging", "toy", "reading", "animal"], { mishap: true }),
  verb("PLAY", "play", ["game"]),
  verb("CALL", "call", ["person"]),
  verb("VISIT", "visit", ["person"]),
  verb("CLEAN", "clean", ["furniture", "vehicle", "building", "painted", "tableware"], definite),
  verb("FIX", "fix", ["device", "vehicle", "furniture", "toy", "instrument"], own),
  verb("WASH", "wash", ["clothes", "tableware", "vehicle", "fruit"]),
  verb("WRITE", "write writes wrote writing", ["writing"]),
  verb("DRIVE", "drive drives drove driving", ["vehicle"], own),
  verb("ASK", "ask", ["person"]),
  verb("STUDY", "study", ["subject"]),
  verb("LEARN", "learn", ["subject"]),
  verb("TEACH", "teach teaches taught teaching", ["person", "subject"]),
  verb("LOOK-FOR", "look", ["belonging", "animal", "person", "clothes"], { preposition: "for" }),
  verb("WAIT", "wait", ["person"], { preposition: "for" }),
  verb("SELL", "sell sells sold selling", ["vehicle", "building", "furniture", "device", "instrument"], own),
  verb("BRING", "bring brings brought bringing", ["food", "drink", "belonging", "toy"]),
  verb("REMEMBER", "remember", ["person"], timeless),
  verb("UNDERSTAND", "understand understands understood understanding", ["person"], timeless),
  verb("FORGET", "forget forgets forgot forgetting", ["belonging", "reading", "medicine", "clothes"], { mishap: true }),
  verb("ENJOY", "enjoy", ["meal", "event", "film", "game", "music"], likes),
  verb("PREFER", regular("prefer", true), ["food", "drink", "fruit"], likes),
  verb("HATE", "hate", ["food", "drink", "subject"], likes),
  verb("BREAK", "break breaks broke breaking", ["device", "tableware", "toy", "opened"], { mishap: true }),
  verb("OPEN", "open", ["opened"], definite),
  verb("CLOSE", "close", ["opened"], definite),
  verb("PAINT", "paint", ["painted"], definite),
  verb("DRAW", "draw draws drew drawing", ["animal", "plant", "vehicle", "building", "nature"]),
  verb("BUILD", "build builds built building", ["building", "furniture"]),
  verb("CARRY", "carry", ["furniture", "belonging", "reading"]),
  verb("BORROW", "borrow", ["device", "vehicle", "clothes", "reading"], own),
  verb("TAKE", "take takes took taking", ["medicine", "device", "belonging"]),
  verb("CHOOSE", "choose chooses chose choosing", ["clothes", "furniture", "toy", "fruit"]),
  verb("CUT", "cut cuts cut cutting", ["fruit", "baked"]),
  verb("BAKE", "bake", ["baked"]),
  verb("LISTEN", "listen", ["person", "music"], { preposition: "to" }),
  verb("INVITE", "invite", ["person"]),
  verb("HUG", regular("hug", true), ["person", "animal"]),
  verb("KISS", "kiss", ["person"]),
  verb("SERVE", "serve", ["dish", "meal", "drink"]),
  verb("PLANT", "plant", ["plant"]),
  verb("COUNT", "count", ["money", "animal"]),
  verb("WIN", "win wins won winning", ["game", "money"]),
  verb("CHANGE", "change", ["clothes"], own),
  verb("EXPLAIN", "explain", ["subject", "writing"], definite),
];

const at = (...places: PlaceClass[]) => ({ places });

export const intransitiveVerbs: readonly VerbEntry[] = [
  verb("WORK", "work", [], at("work")),
  verb("EAT", "eat eats ate eating", [], at("eat")),
  verb("SLEEP", "sleep sleeps slept sleeping", [], at("sleep")),
  verb("STUDY", "study", [], at("study")),
  verb("PLAY", "play", [], at("play", "outdoors")),
  verb("READ", "read reads read reading", [], at("study", "outdoors")),
  verb("COOK", "cook", [], at("eat")),
  verb("WAIT", "wait", [], at("wait")),
  verb("WALK", "walk", [], at("outdoors")),
  verb("SWIM", "swim swims swam swimming", [], at("swim")),
  verb("REST", "rest", [], at("sleep", "outdoors")),
  verb("DANCE", "dance", [], at("play")),
  verb("RUN", "run runs ran running", [], at("outdoors")),
  verb("SIGN", "sign", [], at("study", "work")),
  verb("LEARN", "learn", [], at("study")),
  verb("TALK", "talk", [], at("study", "eat", "wait")),
  verb("DRIVE", "drive drives drove driving", [], at()),
  verb("TRAVEL", "travel", [], at()),
  verb("LAUGH", "laugh", [], at()),
  verb("CRY", "cry", [], at()),
  verb("WORRY", "worry", [], at()),
  verb("SIT", "sit sits sat sitting", [], at("eat", "outdoors", "wait")),
  verb("STAND", "stand stands stood standing", [], at("wait")),
  verb("PRACTICE", "practice", [], at("play", "study")),
  verb("DRAW", "draw draws drew drawing", [], at("study", "outdoors")),
  verb("PAINT", "paint", [], at("outdoors")),
  verb("SHOWER", "shower", [], at("sleep")),
];

/** What happens once. */
export const changes: readonly VerbEntry[] = [
  verb("ARRIVE", "arrive"),
  verb("LEAVE", "leave leaves left leaving"),
  verb("WAKE-UP", "wake up, wakes up, woke up, waking up"),
  verb("GRADUATE", "graduate"),
  verb("MARRY", "get married, gets married, got married, getting married"),
  verb("MOVE", "move"),
  verb("WIN", "win wins won winning"),
  verb("FALL-DOWN", "fall down, falls down, fell down, falling down"),
];

export const opinionVerbs: readonly VerbEntry[] = [
  verb("THINK", "think thinks thought thinking", [], stative),
  verb("KNOW", "know knows knew knowing", [], stative),
  verb("HOPE", "hope", [], stative),
  verb("BELIEVE", "believe", [], stative),
  verb("SAY", "say says said saying", [], stative),
  verb("FEEL", "feel feels felt feeling", [], stative),
  verb("DREAM", "dream", [], stative),
  verb("WORRY", "worry", [], stative),
];

/** Verbs before another verb: "want to go". */
export const verbsOfWill: readonly VerbEntry[] = [
  verb("WANT", "want", [], { ...stative, negated: "DONT-WANT" }),
  verb("LIKE", "like", [], { ...stative, negated: "DONT-LIKE" }),
  verb("NEED", "need", [], stative),
  verb("TRY", "try"),
  verb("START", "start"),
  verb("LEARN", "learn"),
  verb("DECIDE", "decide"),
  verb("HOPE", "hope", [], stative),
  verb("CONTINUE", "continue"),
  verb("PREFER", regular("prefer", true), [], stative),
];

/** Verbs that agree with their subject and their person in space; what is given or told, where there is something. */
export interface AgreementVerb extends VerbEntry {
  given: readonly ObjectClass[];
  /** "to" also goes before the person: "give it to me" */
  dative?: boolean;
}
const agreeing = (entry: VerbEntry, given: readonly ObjectClass[] = [], dative = false): AgreementVerb => ({
  ...entry,
  given,
  dative,
});
export const agreementVerbs: readonly AgreementVerb[] = [
  agreeing(verb("GIVE", "give gives gave giving"), ["belonging", "food", "toy", "money", "reading", "animal"], true),
  agreeing(verb("HELP", "help")),
  agreeing(verb("SHOW", "show"), ["belonging", "clothes", "device", "reading"], true),
  agreeing(verb("TELL", "tell tells told telling"), ["tale"]),
  agreeing(verb("ASK", "ask")),
  agreeing(verb("SEND", "send sends sent sending"), ["writing", "money", "belonging"], true),
  agreeing(verb("TEACH", "teach teaches taught teaching"), ["subject"]),
  agreeing(verb("PAY", "pay pays paid paying")),
  agreeing(verb("LEND", "lend lends lent lending"), ["vehicle", "money", "device", "reading"], true),
];

export const go = verb("GO", "go goes went going");
export const come = verb("COME", "come comes came coming");
export const drive = verb("DRIVE", "drive drives drove driving");
export const live = verb("LIVE", "live", [], { ...stative, places: ["live"] });
export const cost = verb("COST", "cost costs cost costing", [], stative);
export const play = verb("PLAY", "play");
