// What only the user's system can give: Node, Python with venv, a C++ compiler.
import { SetupError } from "../errors.mjs";
import { ask } from "../processes.mjs";

const NODE_MAJOR = 20;
const PYTHON_MINOR = 10;
const PYTHONS = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];
const COMPILERS = ["g++", "c++", "clang++"];

/** The command that brings what is missing, for the three systems this is written for. */
function remedy(debian, fedora, mac) {
  return `Debian/Ubuntu: sudo apt install ${debian} · Fedora: sudo dnf install ${fedora} · macOS: ${mac}`;
}

/** `[major, minor]` and whether venv works, of one Python; undefined where it does not run. */
function inspectPython(command) {
  const program =
    "import sys, importlib.util as u; print(*sys.version_info[:2], all(map(u.find_spec, ['venv', 'ensurepip'])))";
  const answer = ask(command, ["-c", program]);
  if (!answer) return undefined;
  const [major, minor, venv] = answer.split(" ");
  return { command, major: Number(major), minor: Number(minor), venv: venv === "True" };
}

const isRecent = (python) => python.major === 3 && python.minor >= PYTHON_MINOR;

/** The first Python that will do, LSLM_PYTHON's before others; undefined when there is none. */
export function findPython() {
  const named = process.env.LSLM_PYTHON ? [process.env.LSLM_PYTHON] : PYTHONS;
  for (const command of named) {
    const python = inspectPython(command);
    if (python && isRecent(python) && python.venv) return python;
  }
  return undefined;
}

/** The C++ compiler: CXX's, or the first of the usual ones. */
export function findCompiler() {
  const named = process.env.CXX ? [process.env.CXX] : COMPILERS;
  return named.find((command) => ask(command, ["--version"]) !== undefined);
}

/** One line for each thing that is missing; empty when all is there. */
export function missingPrerequisites({
  node = process.versions.node,
  python = findPython,
  compiler = findCompiler,
} = {}) {
  const lines = [];
  if (Number(node.split(".")[0]) < NODE_MAJOR) {
    const how = remedy("nodejs npm", "nodejs npm", "brew install node");
    lines.push(
      `Node.js ${NODE_MAJOR} or newer is needed, this is ${node} (${how}, or a newer one from your version manager)`,
    );
  }
  if (!python()) {
    const how = remedy("python3 python3-venv", "python3 python3-pip", "brew install python3");
    lines.push(`Python 3.${PYTHON_MINOR} or newer with its venv module is missing (${how})`);
  }
  if (!compiler()) {
    lines.push(`A C++ compiler is missing (${remedy("g++", "gcc-c++", "xcode-select --install")})`);
  }
  return lines;
}

export function requirePrerequisites() {
  const lines = missingPrerequisites();
  if (lines.length > 0) throw new SetupError(lines.join("\n"));
}
