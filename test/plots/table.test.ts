import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as fc from "fast-check";
import { UserError } from "../../lib/errors";
import { type Row, showTable, tableForms } from "../../lib/plots/table";
import { inKernel } from "./kernel";

const rows: Row[] = [
  { system: "LSLM", bleu: { value: 14.21, plusMinus: 0.31 }, wer: { value: 88.1, interval: [85, 91] } },
  { system: "baseline", bleu: 7.9, wer: null },
  { system: "no signing", bleu: 3.7, wer: 102.7 },
];

test("columns line up, digits are the same down a column, the best value is bold", () => {
  const { text } = tableForms(rows, {
    caption: "Test split",
    titles: { bleu: "BLEU-1 ↑" },
    formats: { bleu: 1, wer: (value) => `${Math.round(value)} %` },
    best: { bleu: "highest", wer: "lowest" },
  });
  assert.equal(
    text,
    [
      "Test split",
      "",
      "| system     |       BLEU-1 ↑ |                   wer |",
      "| ---------- | -------------: | --------------------: |",
      "| LSLM       | **14.2 ± 0.3** | **88 % [85 %, 91 %]** |",
      "| baseline   |            7.9 |                     – |",
      "| no signing |            3.7 |                 103 % |",
    ].join("\n"),
  );
});

test("HTML: row headings, right-aligned numbers, inherited colours", () => {
  const { html } = tableForms(rows, { best: { bleu: "highest" } });
  assert.match(html, /<th scope="row"[^>]*>LSLM<\/th>/);
  assert.match(html, /<td style="text-align:right[^>]*><strong>14\.21 ± 0\.31<\/strong>/);
  assert.doesNotMatch(html, /[^-]color:(?!inherit)/, "no fixed text colour: it would vanish in one of the themes");
  assert.doesNotMatch(html, /background/);
});

test("rows that read the same are best together, and one row alone is not best", () => {
  const tied = tableForms([{ n: 1.001 }, { n: 1.004 }], { formats: { n: 2 }, best: { n: "highest" } });
  assert.equal(tied.html.match(/<strong>/g)?.length, 2);
  assert.doesNotMatch(tableForms([{ n: 1 }], { best: { n: "highest" } }).html, /<strong>/);
});

test("whatever the cells say, it stays text", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (key, value) => {
      fc.pre(key !== "__proto__"); // not a key in an object literal
      const { html, text } = tableForms([{ [key]: `${value}<script>|\n` }], { caption: value });
      assert.doesNotMatch(html, /<script|<(?!\/?(table|caption|thead|tbody|tr|th|td|strong)\b)/);
      const last = text.split("\n").pop() ?? "";
      assert.equal(last.replace(/\\./g, "").match(/[|<]/g)?.join(""), "||", "nothing in a cell ends it");
    }),
  );
});

test("missing cells are dashes; a column that is not there is a clear error", () => {
  assert.match(tableForms([{ a: 1 }, { b: true }]).text, /\| +1 \| – +\|\n\| +– \| yes \|/);
  assert.throws(() => tableForms([{ a: 1 }], { columns: ["c"] }), UserError);
  assert.throws(() => tableForms([{ a: 1 }], { best: { c: "highest" } }), /no column "c"; its columns are a/);
  assert.match(tableForms([], { columns: ["a"] }).html, /<th scope="col"/);
});

test("in a notebook both forms are shown; elsewhere the text is printed; saving keeps text and rows", async (t) => {
  const to = mkdtempSync(join(tmpdir(), "table-"));
  try {
    const [message] = await inKernel(() => showTable(rows));
    assert.deepEqual(Object.keys(message.data), ["text/html", "text/plain"]);
    const log = t.mock.method(console, "log", () => undefined);
    showTable(rows, { caption: "Scores", save: join(to, "scores") });
    assert.match(String(log.mock.calls[0].arguments[0]), /\| LSLM/);
    assert.match(readFileSync(join(to, "scores.md"), "utf8"), /^Scores\n\n\| system/);
    assert.deepEqual(JSON.parse(readFileSync(join(to, "scores.json"), "utf8")).rows, rows);
  } finally {
    rmSync(to, { recursive: true });
  }
});
