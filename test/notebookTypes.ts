// Type-checks the code cells of every notebook as strictly as lib: the kernel itself checks loosely.
// The cells of a notebook are one module in the repository's root, which is where the kernel runs them.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

const ROOT = resolve(__dirname, "..");
/** Redeclared names: a cell may replace what an earlier one declared or imported, a module may not. */
const CELLS_MAY = new Set([2300, 2440, 2451]);

interface Notebook {
  cells: { cell_type: string; source: string | string[] }[];
}

/** The code of a notebook as one module, and for each of its lines which cell it is from (both from 1). */
export function moduleOf(notebook: Notebook): { code: string; lines: { cell: number; line: number }[] } {
  const code: string[] = [];
  const lines: { cell: number; line: number }[] = [];
  notebook.cells.forEach(({ cell_type, source }, index) => {
    if (cell_type !== "code") return;
    const text = Array.isArray(source) ? source.join("") : source;
    text.split("\n").forEach((content, line) => {
      code.push(content);
      lines.push({ cell: index + 1, line: line + 1 });
    });
    // Keeps a cell that begins with a bracket from continuing the one before it.
    code.push(";");
    lines.push({ cell: index + 1, line: text.split("\n").length });
  });
  return { code: `${code.join("\n")}\nexport {};\n`, lines };
}

function strictOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  // A cell's last line is often an expression or a name for later cells.
  return { ...options, module: ts.ModuleKind.ESNext, noUnusedLocals: false, noEmit: true };
}

/** One line for each error: "NAME.ipynb, cell 3, line 2: …". */
export function notebookErrors(notebooks: ReadonlyMap<string, Notebook>): string[] {
  const modules = new Map([...notebooks].map(([name, content]) => [join(ROOT, `${name}.ts`), moduleOf(content)]));
  const options = strictOptions();
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => modules.has(resolve(path)) || fileExists(path);
  host.readFile = (path) => modules.get(resolve(path))?.code ?? readFile(path);
  const { getSourceFile } = host;
  host.getSourceFile = (path, version, ...rest) => {
    const code = modules.get(resolve(path))?.code;
    return code === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, code, version);
  };
  const program = ts.createProgram([...modules.keys()], options, host);
  return [...modules.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found
      .filter(({ code }) => !CELLS_MAY.has(code))
      .map(({ start = 0, messageText }) => {
        const at = modules.get(path)?.lines[source?.getLineAndCharacterOfPosition(start).line ?? 0];
        const where = `${path.slice(ROOT.length + 1, -3)}, cell ${at?.cell}, line ${at?.line}`;
        return `${where}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
      });
  });
}

if (require.main === module) {
  const folder = join(ROOT, "notebooks");
  const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
  const errors = notebookErrors(
    new Map(names.map((name) => [name, JSON.parse(readFileSync(join(folder, name), "utf8")) as Notebook])),
  );
  for (const error of errors) console.error(error);
  console.log(`${names.length} notebooks, ${errors.length} errors`);
  process.exitCode = errors.length > 0 ? 1 : 0;
}
