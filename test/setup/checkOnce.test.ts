// Which files are checked for a cell, in programs that follow each other as a notebook's do.
import assert from "node:assert/strict";
import { test } from "node:test";
import type * as TypeScript from "@tslab/typescript-for-tslab";

const path = require.resolve("@tslab/typescript-for-tslab");
const original: typeof TypeScript = require(path);
const { checkOnce } = require("../../lib/setup/kernel/checkOnce.cjs") as { checkOnce(): void };

const CELL = "/notebook/__tslab__.ts";
const A = "/notebook/a.ts";
const B = "/notebook/b.ts";

test("a file without faults is checked again only when some file has changed", () => {
  const checked: string[] = [];
  const counting = (program: TypeScript.Program, files: TypeScript.SourceFile[]) => {
    checked.push(...files.map(({ fileName }) => fileName));
    return original.getPreEmitDiagnosticsOfFiles(program, files);
  };
  require.cache[path] = { exports: { ...original, getPreEmitDiagnosticsOfFiles: counting } } as NodeJS.Module;
  checkOnce();
  const { getPreEmitDiagnosticsOfFiles }: typeof TypeScript = require(path);
  let before: TypeScript.Program | undefined;
  const texts = new Map<string, string>();
  const files = new Map<string, TypeScript.SourceFile>();
  const run = (changes: Record<string, string>) => {
    for (const [name, text] of Object.entries(changes)) {
      texts.set(name, text);
      files.set(name, original.createSourceFile(name, text, original.ScriptTarget.ES2022, true));
    }
    const host = original.createCompilerHost({});
    host.getSourceFile = (name) => files.get(name);
    host.directoryExists = () => true;
    host.fileExists = (name) => files.has(name);
    host.readFile = (name) => texts.get(name);
    before = original.createProgram(
      [...files.keys()],
      { noLib: true, types: [], noImplicitUseStrict: true },
      host,
      before,
    );
    checked.length = 0;
    const all = [CELL, A, B].map((name) => before?.getSourceFile(name) as TypeScript.SourceFile);
    const faults = getPreEmitDiagnosticsOfFiles(before, all).filter(({ file }) => file);
    return { checked: [...checked], faults: faults.map(({ file }) => file?.fileName) };
  };
  const names = "Boolean CallableFunction Function IArguments NewableFunction Number Object RegExp String".split(" ");
  const globals = [...names, "Array<T>"].map((name) => `interface ${name} {}`).join("\n");
  files.set("globals.d.ts", original.createSourceFile("globals.d.ts", globals, original.ScriptTarget.ES2022, true));
  const first = run({
    [A]: "export const a: number = 1;",
    [B]: 'import { a } from "./a";\nexport const b: number = a;',
    [CELL]: 'import { b } from "./b";\nexport const c: number = b;',
  });
  assert.deepEqual(first, { checked: [CELL, A, B], faults: [] });
  assert.deepEqual(run({ [CELL]: 'import { b } from "./b";\nexport const d: number = b;' }), {
    checked: [CELL],
    faults: [],
  });
  const wrong = run({ [CELL]: 'import { b } from "./b";\nexport const d: string = b;' });
  assert.deepEqual(wrong, { checked: [CELL], faults: [CELL] });
  const changed = run({
    [A]: 'export const a: string = "";',
    [CELL]: 'import { b } from "./b";\nexport const d: number = b;',
  });
  assert.deepEqual(changed, { checked: [CELL, A, B], faults: [B] });
  assert.deepEqual(run({ [CELL]: 'import { b } from "./b";' }), { checked: [CELL, B], faults: [B] });
  const mended = run({ [B]: 'import { a } from "./a";\nexport const b: string = a;' });
  assert.deepEqual(mended, { checked: [CELL, A, B], faults: [] });
});
