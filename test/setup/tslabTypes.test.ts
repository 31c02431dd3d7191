// Notebooks import lib through tslab's own, older compiler: whatever lib says must be understood there too.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { test } from "node:test";
import ts from "@tslab/typescript-for-tslab";

const { STRICT }: { STRICT: ts.CompilerOptions } = require("../../lib/setup/kernel/strictTypes.cjs");
const ROOT = resolve(__dirname, "../..");

/** The settings that tslab compiles cells and their imports with (its dist/converter.js), with what the kernel adds. */
const options: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  esModuleInterop: true,
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts"],
  declaration: true,
  newLine: ts.NewLineKind.LineFeed,
  noImplicitUseStrict: true,
  experimentalDecorators: true,
  resolveJsonModule: true,
  jsx: ts.JsxEmit.React,
  typeRoots: [join(ROOT, "node_modules/@types")],
  allowJs: true,
  checkJs: true,
  skipLibCheck: true,
  ...STRICT,
  rootDir: ROOT,
  outDir: join(ROOT, "outDir"),
};

test("every module of lib compiles with tslab's TypeScript and settings", () => {
  assert.equal(ts.version, "5.0.4");
  const modules = readdirSync(join(ROOT, "lib"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => join(ROOT, "lib", name));
  assert.ok(modules.length > 20);
  const program = ts.createProgram(modules, options);
  const errors = modules.flatMap((module) => {
    const source = program.getSourceFile(module);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ start = 0, messageText }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return `${relative(ROOT, module)}:${line} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
  });
  assert.deepEqual(errors, []);
});
