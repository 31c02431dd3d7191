import assert from "node:assert/strict";
import { test } from "node:test";
import { notebookErrors } from "../notebookTypes";

const notebook = (...sources: string[]) => ({ cells: sources.map((source) => ({ cell_type: "code", source })) });

test("types in notebooks are checked strictly, and errors name cell and line", () => {
  const good = notebook(
    'import { UserError } from "./lib/errors";\nconst limit = 3;',
    'import { UserError } from "./lib/errors";\nconst limit = 4;',
    "await Promise.resolve(new UserError(String(limit)))",
  );
  const bad = notebook("const a = 1", "const b = 2;\nconst f = (x) => x;", 'import { nothing } from "./lib/errors";');
  const errors = notebookErrors(
    new Map([
      ["good.ipynb", good],
      ["bad.ipynb", bad],
    ]),
  );
  assert.deepEqual(
    errors.map((line) => line.split(": ")[0]),
    ["bad.ipynb, cell 2, line 2", "bad.ipynb, cell 3, line 1"],
  );
  assert.match(errors[0] ?? "", /implicitly has an 'any' type/);
  assert.match(errors[1] ?? "", /no exported member 'nothing'/);
});
