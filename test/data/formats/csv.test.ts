// How2Sign's csv: its quirks (quotes, BOM, CRLF) read right, broken rows left out with number and reason.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseHow2SignCsv } from "../../../lib/data/formats/csv";
import { FormatError } from "../../../lib/errors";

const header = "VIDEO_ID\tVIDEO_NAME\tSENTENCE_ID\tSENTENCE_NAME\tSTART_REALIGNED\tEND_REALIGNED\tSENTENCE";
const row = (name: string, start: string, end: string, sentence: string): string =>
  ["v", "v-5-rgb_front", `${name}_0`, name, start, end, sentence].join("\t");
const read = (text: string) => parseHow2SignCsv(Buffer.from(text), "x.csv");

test("quotes are letters like others, and neither BOM nor CRLF disturbs", () => {
  const text = `\uFEFF${[header, row("a", "0.5", "2", 'He said "go'), row("b", "1", "2.25", '"Stop", she said.'), ""].join("\r\n")}`;
  const { rows, skipped } = read(text);
  assert.deepEqual(skipped, []);
  assert.deepEqual(
    rows.map(({ sentence }) => sentence),
    ['He said "go', '"Stop", she said.'],
  );
  assert.deepEqual([rows[0]?.start, rows[0]?.end, rows[0]?.videoName], [0.5, 2, "v-5-rgb_front"]);
});

test("extra columns in another order: fps, gloss, signer", () => {
  const text = ["fps\tGLOSS", header.replace("END_REALIGNED", "END").replace("START_REALIGNED", "START")].join("\t");
  const { rows } = read(`${text}\n30\tBOOK READ\t${row("a", "0", "1", "Read the book.")}\n`);
  assert.equal(rows[0]?.fps, 30);
  assert.equal(rows[0]?.gloss, "BOOK READ");
  assert.equal(rows[0]?.sentence, "Read the book.");
});

test("broken rows are left out with their number and the reason", () => {
  const { rows, skipped } = read(
    [
      header,
      row("good", "0", "1", "Fine."),
      row("backwards", "3", "2", "x"),
      row("now", "2", "2", "x"),
      row("", "0", "1", "x"),
      row("../up", "0", "1", "x"),
      row("silent", "0", "1", "  "),
      row("letters", "zero", "1", "x"),
      row("nan", "NaN", "1", "x"),
      row("good", "0", "1", "Again."),
      "only\ttwo",
      `${row("wide", "0", "1", "x")}\ty`,
    ].join("\n"),
  );
  assert.deepEqual(
    rows.map(({ sentenceName }) => sentenceName),
    ["good"],
  );
  assert.deepEqual(
    skipped.map(({ row: number }) => number),
    [3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  );
  const reasons = [
    /not after/,
    /not after/,
    /no SENTENCE_NAME/,
    /no file name/,
    /no SENTENCE/,
    /no time/,
    /no time/,
    /before/,
    /2 columns/,
    /8 columns/,
  ];
  for (const [i, reason] of reasons.entries()) assert.match((skipped[i] as { reason: string }).reason, reason);
});

test("what is no How2Sign csv is refused", () => {
  assert.throws(() => read(""), /empty/);
  assert.throws(() => read("a,b,c\n1,2,3\n"), /no column VIDEO_ID/);
  assert.throws(() => parseHow2SignCsv(Buffer.from([0xff, 0xfe, 0x41]), "x"), /not UTF-8/);
  assert.throws(() => read(`${header}\n\0\0\n`), /zero bytes/);
});

test("any bytes give rows or a FormatError", () => {
  const soup = fc.array(fc.oneof(fc.constantFrom("\t", "\n", "\r\n", '"', header, "1.5", "a"), fc.string()));
  fc.assert(
    fc.property(soup, fc.boolean(), (parts, headed) => {
      try {
        const { rows } = read((headed ? `${header}\n` : "") + parts.join(""));
        assert.ok(rows.every(({ start, end }) => end > start));
      } catch (error) {
        assert.ok(error instanceof FormatError, String(error));
      }
    }),
    { numRuns: 1000 },
  );
});
