// A cell is checked with every file of lib that it reaches, and tslab checks all of them again for each cell: seconds
// in which nothing can be found. Files in which nothing was wrong are left out until some file of the program changes.

/** Checks each unchanged file once; call it before tslab is loaded. */
function checkOnce() {
  const path = require.resolve("@tslab/typescript-for-tslab");
  const ts = require(path);
  /** by name: each file as it was when it was checked, and whether it is sound */
  const checked = new Map();
  const isChanged = (program) =>
    [...checked].some(([name, { file }]) => {
      const now = program.getSourceFile(name);
      return now !== undefined && now !== file;
    });
  const getPreEmitDiagnosticsOfFiles = (program, files, ...rest) => {
    // What is wrong with a file may lie in another one.
    if (isChanged(program)) checked.clear();
    const open = files.filter(({ fileName }) => !checked.get(fileName)?.sound);
    const found = ts.getPreEmitDiagnosticsOfFiles(program, open, ...rest);
    const faulty = new Set(found.map(({ file }) => file));
    for (const file of open) if (!isCell(file)) checked.set(file.fileName, { file, sound: !faulty.has(file) });
    return found;
  };
  // TypeScript's own exports cannot be assigned to: tslab is handed a copy.
  require.cache[path].exports = { ...ts, getPreEmitDiagnosticsOfFiles };
}

/** The file that tslab keeps the cell in, whatever its number. */
const isCell = ({ fileName }) => fileName.endsWith("/__tslab__.ts");

module.exports = { checkOnce };
