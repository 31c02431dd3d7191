// Places, and what is done there; how one gets there.
import type { Place, PlaceClass } from "./words";

const place = (gloss: string, name: string, preposition: string, kinds: readonly PlaceClass[]): Place => ({
  gloss,
  to: `to ${name}`,
  at: `${preposition} ${name}`,
  kinds,
});

export const places: readonly Place[] = [
  { gloss: "HOME", to: "home", at: "at home", kinds: ["work", "study", "eat", "sleep", "play", "wait"] },
  place("SCHOOL", "school", "at", ["work", "study", "eat", "play", "wait"]),
  place("STORE", "the store", "at", ["work", "wait"]),
  place("RESTAURANT", "the restaurant", "at", ["work", "eat", "wait"]),
  place("LIBRARY", "the library", "at", ["work", "study", "wait"]),
  place("HOSPITAL", "the hospital", "at", ["work", "wait", "sleep"]),
  place("BEACH", "the beach", "at", ["swim", "outdoors", "play"]),
  place("CITY", "the city", "in", ["work", "live"]),
  place("OFFICE", "the office", "at", ["work", "wait"]),
  place("BATHROOM", "the bathroom", "in", []),
  place("CHURCH", "church", "at", ["wait"]),
  place("KITCHEN", "the kitchen", "in", ["eat", "study"]),
  place("COLLEGE", "college", "at", ["study", "work"]),
  place("HOTEL", "the hotel", "at", ["work", "sleep", "wait"]),
  place("GARDEN", "the garden", "in", ["outdoors", "play", "work"]),
  place("FARM", "the farm", "on", ["work", "live", "outdoors"]),
  place("RIVER", "the river", "in", ["swim"]),
  place("BED^ROOM", "the bedroom", "in", ["sleep", "study", "play"]),
  place("STREET", "the street", "in", ["outdoors"]),
  place("MUSEUM", "the museum", "at", ["work", "wait"]),
  place("MOUNTAIN", "the mountains", "in", ["outdoors", "live"]),
  place("OCEAN", "the ocean", "in", ["swim"]),
  place("THEATER", "the theater", "at", ["work", "wait"]),
  place("COUNTRY", "the country", "in", ["live", "outdoors"]),
  place("AMERICA", "America", "in", ["live", "work"]),
  place("CANADA", "Canada", "in", ["live", "work"]),
  { gloss: "WORLD", to: "around the world", at: "in the world", kinds: [] },
];

/** By bus. */
export const transports: readonly { gloss: string; english: string }[] = [
  { gloss: "BUS", english: "by bus" },
  { gloss: "TRAIN", english: "by train" },
  { gloss: "CAR", english: "by car" },
  { gloss: "BICYCLE", english: "by bicycle" },
  { gloss: "AIRPLANE", english: "by plane" },
  { gloss: "BOAT", english: "by boat" },
];

/** What hurts, and what is washed. */
export const bodyParts: readonly { gloss: string; singular: string }[] = [
  { gloss: "HEAD", singular: "head" },
  { gloss: "STOMACH", singular: "stomach" },
  { gloss: "BACK", singular: "back" },
  { gloss: "TOOTH", singular: "tooth" },
  { gloss: "ARM", singular: "arm" },
  { gloss: "HAND", singular: "hand" },
  { gloss: "EAR", singular: "ear" },
  { gloss: "EYE", singular: "eye" },
  { gloss: "NOSE", singular: "nose" },
];
