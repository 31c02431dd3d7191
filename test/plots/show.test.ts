import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { escapeHtml, inNotebook, showHtml } from "../../lib/plots/display";
import { type Figure, figureJson } from "../../lib/plots/figure";
import { liveFigure } from "../../lib/plots/live";
import { show } from "../../lib/plots/show";
import { inKernel } from "./kernel";

const figure: Figure = {
  data: [{ type: "bar", x: ["a", "b"], y: Float32Array.from([0.1, 2]) }],
  layout: { title: { text: "Two <b>bars</b>" }, width: 300, height: 200 },
};
const PNG_START = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

function folder(): string {
  return mkdtempSync(join(tmpdir(), "plots-"));
}

test("a cell shows one message with the interactive form, the picture and a text", async () => {
  const messages = await inKernel(() => show(figure));
  assert.equal(messages.length, 1);
  const { data, metadata } = messages[0];
  const plotly = data["application/vnd.plotly.v1+json"] as { data: { y: number[] }[]; layout: { width: number } };
  assert.deepEqual(plotly.data[0].y, [0.1, 2], "typed arrays travel as plain arrays, rounded to what they hold");
  assert.equal(plotly.layout.width, 300);
  assert.deepEqual(Buffer.from(data["image/png"] as string, "base64").subarray(0, 8), PNG_START);
  assert.equal(data["text/plain"], "[figure: Two  bars]");
  assert.deepEqual(metadata["image/png"], { alt: "Two  bars" });
});

test("the picture lands below the cell that asked for it, however long it takes", async () => {
  const late: Promise<void>[] = [];
  const first = await inKernel(() => {
    late.push(show(figure));
  });
  const second = await inKernel(() => Promise.all(late));
  assert.equal(second.length, 0);
  assert.equal(first.length, 1);
});

test("saving writes the picture and the interactive form, whole, also outside a notebook", async () => {
  const to = folder();
  try {
    assert.equal(inNotebook(), false);
    await show(figure, { save: join(to, "deep/bars"), width: 400 });
    assert.deepEqual(readdirSync(join(to, "deep")).sort(), ["bars.json", "bars.png"]);
    const saved = JSON.parse(readFileSync(join(to, "deep/bars.json"), "utf8"));
    assert.equal(saved.layout.width, 400);
    const png = readFileSync(join(to, "deep/bars.png"));
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [800, 400]);
  } finally {
    rmSync(to, { recursive: true });
  }
});

test("a figure that cannot become a picture is still shown, and says why", async (t) => {
  const warn = t.mock.method(console, "warn", () => undefined);
  const to = folder();
  const refused: Figure = { data: [], layout: {} };
  // a layout that Plotly's own check refuses
  (refused as { data: unknown }).data = "none";
  try {
    const [message] = await inKernel(() => show(refused, { save: join(to, "x") }));
    assert.ok(message.data["application/vnd.plotly.v1+json"]);
    assert.equal(message.data["image/png"], undefined);
    assert.match(message.data["text/plain"] as string, /no picture: Plotly refuses/);
    assert.equal(warn.mock.callCount(), 1, "one line a process, not one a figure");
    assert.ok(existsSync(join(to, "x.json")));
    assert.ok(!existsSync(join(to, "x.png")));
  } finally {
    rmSync(to, { recursive: true });
  }
});

test("numbers that JSON does not know become gaps", () => {
  const json = figureJson({
    data: [{ type: "scatter", y: [Number.NaN, 1 / 3, Number.POSITIVE_INFINITY] }],
    layout: {},
  });
  assert.deepEqual(JSON.parse(json).data[0].y, [null, 0.333333, null]);
});

test("a live figure is redrawn in place, seldom, and ends with its picture", async () => {
  const drawn = (value: number): Figure => ({
    data: [{ type: "scatter", y: [value] }],
    layout: { title: { text: "t" } },
  });
  const value = (data: Record<string, unknown>) =>
    (data["application/vnd.plotly.v1+json"] as { data: { y: number[] }[] }).data[0].y[0];
  const messages = await inKernel(async () => {
    const live = liveFigure({ interval: 40 });
    for (let i = 0; i < 1000; i++) live.update(drawn(i));
    await new Promise((done) => setTimeout(done, 120));
    live.update(drawn(2000));
    live.update(drawn(2001));
    await live.finish();
    await new Promise((done) => setTimeout(done, 60));
  });
  assert.deepEqual(
    messages.map(({ data }) => value(data)),
    [0, 999, 2000, 2001],
  );
  assert.deepEqual(
    messages.map(({ update }) => update),
    [false, true, true, true],
  );
  assert.equal(new Set(messages.map(({ transient }) => transient.display_id)).size, 1);
  assert.deepEqual(
    messages.map(({ data }) => "image/png" in data),
    [false, false, false, true],
  );
});

test("HTML is shown as it is, and escaping leaves no markup", async () => {
  const [message] = await inKernel(() => showHtml("<b>7</b>", "7"));
  assert.deepEqual(message.data, { "text/html": "<b>7</b>", "text/plain": "7" });
  assert.equal(escapeHtml(`<a href="x">'&`), "&#60;a href=&#34;x&#34;&#62;&#39;&#38;");
});
