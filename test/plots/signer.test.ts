import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { inflateRawSync } from "node:zlib";
import { SMPLX_SKELETON } from "../../lib/body/skeleton";
import { UserError } from "../../lib/errors";
import { DRAWN_PARTS, DRAWN_POINTS, drawnPoints, spreadFrames, upperBodyBox } from "../../lib/plots/bones";
import { figureJson } from "../../lib/plots/figure";
import { signerFilmstrip } from "../../lib/plots/filmstrip";
import { signerHtml } from "../../lib/plots/player";
import { PLAYER_SCRIPT } from "../../lib/plots/playerScript";
import { toPng } from "../../lib/plots/png";
import { showSigner } from "../../lib/plots/showSigner";
import { signerFigure } from "../../lib/plots/signer";
import { inKernel } from "./kernel";
import { waving } from "./motion";

const FPS = 24;
type Columns = { x: (number | null)[]; y: (number | null)[]; z: (number | null)[] };

test("the joints are drawn where they are; a fingertip continues its finger", () => {
  const joints = waving(4);
  const points = drawnPoints(joints);
  for (let frame = 0; frame < 4; frame++) {
    assert.deepEqual(
      points.subarray(frame * DRAWN_POINTS * 3, frame * DRAWN_POINTS * 3 + 156),
      joints.subarray(frame * 156, (frame + 1) * 156),
    );
  }
  const at = (point: number) => points.subarray(point * 3, point * 3 + 3);
  const tip = DRAWN_PARTS[1].lines[0][4];
  const [middle, last] = [at(23), at(24)];
  for (let k = 0; k < 3; k++) assert.ok(Math.abs(at(tip)[k] - last[k] - 0.85 * (last[k] - middle[k])) < 1e-6);
});

test("every line follows bones of the skeleton on its own side", () => {
  for (const { part, lines } of DRAWN_PARTS.slice(1)) {
    const side = part === "leftHand" ? "left_" : "right_";
    for (const finger of lines.slice(0, 5)) {
      finger.slice(1, 4).forEach((joint, at) => {
        assert.ok(SMPLX_SKELETON.names[joint].startsWith(side));
        assert.equal(SMPLX_SKELETON.parents[joint], finger[at]);
      });
    }
  }
});

test("the 3D figure moves: one state a frame, up is up, millimetres", () => {
  const figure = signerFigure(waving(30), { fps: FPS, title: "Wave" });
  assert.equal(figure.frames?.length, 30);
  assert.deepEqual(
    figure.data.map(({ name }) => name),
    ["body", "leftHand", "rightHand", "head"],
  );
  assert.ok(figure.frames?.every(({ data, traces }) => data.length === 4 && traces?.length === 4));
  const hand = figure.frames?.map(({ data }) => data[2] as unknown as Columns) ?? [];
  assert.ok(Math.abs((hand[5].z[0] ?? 0) - (hand[0].z[0] ?? 0) - 0.2 * Math.sin(5 / 3)) < 0.0011);
  assert.equal(hand[5].x[0], hand[0].x[0]);
  const steps = (figure.layout.sliders as { steps: { label: string }[] }[])[0].steps;
  assert.equal(steps[24].label, "1.00", "seconds");
});

test("long clips are thinned and play at their own speed; the file stays small", () => {
  const figure = signerFigure(waving(500), { fps: FPS, title: "Long", frames: 50, second: waving(480) });
  assert.equal(figure.frames?.length, 48);
  const play = (figure.layout.updatemenus as { buttons: { args: [unknown, { frame: { duration: number } }] }[] }[])[0];
  assert.ok(Math.abs(play.buttons[0].args[1].frame.duration - 10 * (1000 / FPS)) < 1e-9);
  assert.equal(new Set(figure.data.map(({ scene }) => scene)).size, 2);
  assert.ok(figureJson(figure).length < 450_000);
});

test("3D figure and filmstrip become pictures", async () => {
  const figure = signerFigure(waving(6), { fps: FPS, title: "Wave" });
  assert.ok((await toPng(figure)).length > 5000, "not an empty canvas");
  const strip = signerFilmstrip(waving(30), { fps: FPS, title: "Wave", second: waving(30, 0.1), poses: 4 });
  const png = await toPng(strip);
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [strip.layout.width, strip.layout.height]);
});

test("the filmstrip shows poses evenly, with sign and time below each", () => {
  assert.deepEqual(spreadFrames(40, 4), [5, 15, 25, 35]);
  assert.deepEqual(spreadFrames(3, 8), [0, 1, 2]);
  const strip = signerFilmstrip(waving(40), {
    fps: 20,
    title: "Wave",
    poses: 4,
    segments: [{ label: "HELLO", start: 10, end: 20 }],
  });
  const texts = (strip.layout.annotations as { text: string }[]).map(({ text }) => text);
  assert.deepEqual(texts.slice(0, 4), [
    "<b> </b><br>0.25 s",
    "<b>HELLO</b><br>0.75 s",
    "<b> </b><br>1.25 s",
    "<b> </b><br>1.75 s",
  ]);
});

test("a hand is paler where its palm is seen: the signer's front shows what its back hides", () => {
  const raised = SMPLX_SKELETON.restJoints.slice();
  // the right hand, palm down in T-pose, turned up at the wrist: its palm faces the viewer
  for (let joint = 37; joint < 52; joint++) {
    const [x, y, z] = [0, 1, 2].map((k) => raised[joint * 3 + k] - raised[63 + k]);
    raised.set([raised[63] + z, raised[64] - x, raised[65] - y], joint * 3);
  }
  const behind = raised.map((value, i) => (i % 3 === 1 ? value : -value));
  const toneOf = (joints: ArrayLike<number>) => {
    const { data } = signerFilmstrip(joints, { fps: FPS, title: "Hand" });
    const palm = data.find(({ name, fill }) => fill === "toself" && String(name).startsWith("rightHand"));
    return palm?.fillcolor;
  };
  const { tones } = DRAWN_PARTS[2];
  assert.equal(toneOf(raised), tones[tones.length - 1]);
  assert.equal(toneOf(behind), tones[0]);
});

test("the player carries the motion to the millimetre and is small", async () => {
  const joints = waving(120);
  const html = signerHtml(joints, {
    fps: FPS,
    title: "a <b> & </script>",
    segments: [{ label: "</script>", start: 0, end: 9 }],
  });
  assert.ok(html.length < 60_000, `${html.length} bytes`);
  assert.equal(html.match(/<\/script>/g)?.length, 1, "nothing in the data ends the script");
  assert.doesNotMatch(html, /https?:|src=/, "needs nothing else");
  const scene = JSON.parse(html.slice(html.indexOf('"),{') + 3, html.lastIndexOf(");</script>")));
  const bytes = inflateRawSync(Buffer.from(scene.motion[0], "base64"));
  const expected = drawnPoints(joints);
  const width = DRAWN_POINTS * 3;
  const values = new Int16Array(expected.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = (i < width ? 0 : values[i - width]) + (bytes[i] | (bytes[values.length + i] << 8));
    assert.ok(Math.abs(values[i] / 1000 - expected[i]) <= 0.000501);
  }
  assert.deepEqual(scene.low, upperBodyBox(expected).low);
});

test("the player's script is sound JavaScript, and does nothing where the browser cannot unpack", async () => {
  const script = runInNewContext(`(${PLAYER_SCRIPT})`) as (root: unknown, scene: unknown) => Promise<unknown>;
  assert.equal(await script({ querySelector: () => assert.fail("the still picture must stay") }, {}), undefined);
});

test("a cell shows the player with its still picture", async () => {
  const [message] = await inKernel(() => showSigner(waving(20), { fps: FPS, title: "Wave", poses: 3 }));
  const html = message.data["text/html"] as string;
  assert.match(html, /<img src="data:image&#47;png;base64,|<img src="data:image\/png;base64,/);
  assert.equal(message.data["text/plain"], "[moving signer: Wave]");
});

test("what is no motion is refused in one sentence", () => {
  assert.throws(() => drawnPoints(new Float32Array(155)), UserError);
  assert.throws(() => drawnPoints([]), UserError);
  const gap = waving(2);
  gap[156 + 20 * 3] = Number.NaN;
  assert.throws(() => drawnPoints(gap), /Joint 20 in frame 1 has the position NaN/);
  assert.throws(() => signerHtml(waving(2), { fps: 0, title: "" }), UserError);
});
