// A restricted reader of Python pickles, protocols 0 to 5: numbers, text, bytes, lists, tuples, dicts, sets and NumPy
// arrays. A pickle is a program; here every instruction that could call or build anything else is refused by name, and
// nothing is imported or run. Opcodes: Lib/pickletools.py of CPython.
import { FormatError } from "../../errors";
import { readBytes } from "./fileBytes";
import { latin1, rawUnicodeEscape } from "./pickleBytes";
import { allowedGlobal, buildState, type Global, isGlobal, reduce } from "./pickleGlobals";
import { PickleStack } from "./pickleStack";
import { finish, type Item, mark, type PickleValue } from "./pickleValues";

/** @throws UserError when the file cannot be read, FormatError when it is no harmless pickle */
export function readPickle(path: string): PickleValue {
  return parsePickle(readBytes(path), path);
}

/**
 * @param file name for messages
 * @throws FormatError for truncated or malformed pickles, and for every global outside the allow-list, which it names
 */
export function parsePickle(bytes: Uint8Array, file: string): PickleValue {
  try {
    return new Machine(bytes, file).run();
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError(file, "pickle", `it cannot be read: ${(error as Error).message}`);
  }
}

class Machine extends PickleStack {
  run(): PickleValue {
    const budget = { bytes: 2 ** 26 + 8 * this.bytes.length };
    for (;;) {
      const start = this.at;
      const opcode = String.fromCharCode(this.byte());
      if (opcode === ".") {
        const result = this.pop();
        if (this.stack.length > 0) throw this.refuse(start, "values are left over at its end");
        if (this.at !== this.bytes.length) throw this.refuse(this.at, "bytes follow the end of the pickle");
        return finish(result, this.file);
      }
      if (!this.plain(opcode, start) && !this.container(opcode, start)) this.object(opcode, start, budget);
    }
  }

  /** @returns false for an instruction of another group; so does the next */
  private plain(opcode: string, start: number): boolean {
    switch (opcode) {
      case "\x80": {
        const protocol = this.byte();
        if (protocol > 5) throw this.refuse(start, `protocol ${protocol} is unknown; protocols 0 to 5 are read`);
        return true;
      }
      case "\x95":
        if (this.length(8) > this.bytes.length - this.at) throw this.refuse(start, "a frame runs past the end");
        return true;
      case "N":
        return this.push(null);
      case "\x88":
        return this.push(true);
      case "\x89":
        return this.push(false);
      case "I": {
        const text = this.line();
        return this.push(text === "01" ? true : text === "00" ? false : this.integer(text, start));
      }
      case "L":
        return this.push(this.integer(this.line().replace(/L$/, ""), start));
      case "J":
        return this.push(this.view.getInt32(this.take(4), true));
      case "K":
        return this.push(this.byte());
      case "M":
        return this.push(this.view.getUint16(this.take(2), true));
      case "\x8a":
        return this.push(this.longInteger(this.byte()));
      case "\x8b":
        return this.push(this.longInteger(this.length(4)));
      case "F":
        return this.push(this.float(this.line(), start));
      case "G":
        return this.push(this.view.getFloat64(this.take(8), false));
      case "S":
        return this.push(this.quoted(start));
      case "V":
        return this.push(rawUnicodeEscape(this.line()));
      case "T":
        return this.push(latin1(this.chunk(this.length(4))));
      case "U":
        return this.push(latin1(this.chunk(this.byte())));
      case "X":
        return this.push(this.utf8(this.length(4), start));
      case "\x8c":
        return this.push(this.utf8(this.byte(), start));
      case "\x8d":
        return this.push(this.utf8(this.length(8), start));
      case "B":
        return this.push(this.chunk(this.length(4)).slice());
      case "C":
        return this.push(this.chunk(this.byte()).slice());
      case "\x8e":
      case "\x96":
        return this.push(this.chunk(this.length(8)).slice());
      default:
        return false;
    }
  }

  private container(opcode: string, start: number): boolean {
    switch (opcode) {
      case "(":
        return this.push(mark);
      case "]":
        return this.push([]);
      case "l":
        return this.push(this.toMark());
      case ")":
        return this.push(Object.freeze([]) as readonly PickleValue[]);
      case "t":
        return this.push(tuple(this.toMark()));
      case "\x85":
        return this.push(tuple(this.popMany(1)));
      case "\x86":
        return this.push(tuple(this.popMany(2)));
      case "\x87":
        return this.push(tuple(this.popMany(3)));
      case "}":
        return this.push(new Map());
      case "d": {
        const map = new Map<PickleValue, PickleValue>();
        this.setItems(map, this.toMark(), start);
        return this.push(map);
      }
      case "\x8f":
        return this.push(new Set());
      case "\x91":
        return this.push(new Set(this.toMark() as PickleValue[]));
      case "\x90": {
        const items = this.toMark();
        const target = this.top();
        if (!(target instanceof Set)) throw this.refuse(start, "items are added to something that is no set");
        for (const item of items) target.add(item as PickleValue);
        return true;
      }
      case "a":
        return this.append([this.pop()], start);
      case "e":
        return this.append(this.toMark(), start);
      case "s":
        return this.setItems(undefined, this.popMany(2), start);
      case "u":
        return this.setItems(undefined, this.toMark(), start);
      case "0":
        if (this.stack.pop() === undefined) throw this.refuse(start, "it drops a value where there is none");
        return true;
      case "1":
        this.toMark();
        return true;
      case "2":
        return this.push(this.top());
      default:
        return false;
    }
  }

  /** The last group: what is in none is refused. */
  private object(opcode: string, start: number, budget: { bytes: number }): boolean {
    switch (opcode) {
      case "p":
        return this.remember(Number(this.digits(start)));
      case "q":
        return this.remember(this.byte());
      case "r":
        return this.remember(this.length(4));
      case "\x94":
        return this.remember(this.memo.size);
      case "g":
        return this.recall(Number(this.digits(start)), start);
      case "h":
        return this.recall(this.byte(), start);
      case "j":
        return this.recall(this.length(4), start);
      case "c": {
        const module = this.line();
        return this.push(this.global(module, this.line(), start));
      }
      case "\x93": {
        const name = this.pop();
        const module = this.pop();
        if (typeof module !== "string" || typeof name !== "string") throw this.refuse(start, "a global has no name");
        return this.push(this.global(module, name, start));
      }
      case "R": {
        const args = this.pop();
        const called = this.pop();
        if (!isGlobal(called) || !Array.isArray(args) || !Object.isFrozen(args)) {
          throw this.refuse(start, "something is called that is no allowed function");
        }
        return this.push(reduce(called, args as readonly Item[], this.file, `byte ${start}`, budget));
      }
      case "b": {
        const state = this.pop();
        buildState(this.top(), state, this.file, `byte ${start}`, budget);
        return true;
      }
      case "i": {
        const module = this.line();
        const name = this.line();
        throw this.refuse(start, `it builds an instance of ${shown(`${module}.${name}`)}, which is refused`);
      }
      case "o":
      case "\x81":
      case "\x92": {
        const classes = this.stack.filter(isGlobal).map(({ name }) => name);
        throw this.refuse(start, `it builds an instance (of ${classes.pop() ?? "an unnamed class"}), which is refused`);
      }
      case "P":
      case "Q":
        throw this.refuse(start, "it refers to objects outside the file (a persistent id), which is refused");
      case "\x82":
      case "\x83":
      case "\x84":
        throw this.refuse(start, "it uses the extension registry, which is refused");
      case "\x97":
      case "\x98":
        throw this.refuse(start, "its buffers lie outside the file, which is refused");
      default:
        throw this.refuse(start, `0x${opcode.charCodeAt(0).toString(16)} is no pickle instruction; this is no pickle`);
    }
  }

  private global(module: string, name: string, start: number): Global {
    const found = allowedGlobal(module, name);
    if (found) return found;
    throw this.refuse(
      start,
      `it asks for ${shown(`${module}.${name}`)}, which is refused: only numbers, text and arrays are read`,
    );
  }
}

const shown = (name: string): string => JSON.stringify(name.slice(0, 80));
const tuple = (items: Item[]): readonly PickleValue[] => Object.freeze(items) as readonly PickleValue[];
