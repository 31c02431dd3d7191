// The moving signer as one piece of HTML that needs nothing else: play, scrub, speed, turn by dragging.
// Works in a notebook's output and in exported pages, offline; a still picture stands in where scripts do not run.
import { randomBytes } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { UserError } from "../errors";
import { DRAWN_PARTS, DRAWN_POINTS, drawnPoints, FINGER_WIDTH, HANDS_KEY, HEAD, TORSO, upperBodyBox } from "./bones";
import type { LabelledSpan } from "./curves";
import { escapeHtml } from "./display";
import { PLAYER_SCRIPT } from "./playerScript";
import { COLORS } from "./theme";

export interface PlayerOptions {
  title: string;
  /** frames per second of the joints */
  fps: number;
  /** Another clip shown beside the first, in step with it */
  second?: ArrayLike<number>;
  names?: readonly [string, string];
  /** Signs or letters in frames; the current one is written below the signer */
  segments?: readonly LabelledSpan[];
  /** Data URL or address of a still picture, shown where scripts do not run */
  poster?: string;
  /** Frames kept at most; between kept frames the player interpolates. Default 240 */
  frames?: number;
}

/**
 * A self-contained player, about 8 kB + 150 bytes a frame and signer.
 * @param joints `[frames, 52, 3]`, metres, y up, the signer faces +z
 * @throws UserError when `joints` has another shape or gaps
 */
export function signerHtml(joints: ArrayLike<number>, options: PlayerOptions): string {
  const { title, poster } = options;
  const scene = signerScene(joints, options);
  const id = `signer-${randomBytes(6).toString("hex")}`;
  const json = JSON.stringify(scene).replace(/</g, "\\u003c");
  const still = poster ? `<img src="${escapeHtml(poster)}" alt="${escapeHtml(title)}" style="max-width:100%">` : "";
  return `<div id="${id}" style="${CARD}"><div style="font-size:15px;padding:10px 14px 2px"><span style="float:right;font-size:12px">${HANDS_KEY} (palm side paler)</span>${escapeHtml(title)}</div>
<div data-stage>${still}</div></div>
<script>(${PLAYER_SCRIPT})(document.getElementById("${id}"),${json});</script>`;
}

/** What the player's script draws: the motion, packed, and how a signer looks. @throws UserError as `signerHtml` */
export function signerScene(joints: ArrayLike<number>, options: Omit<PlayerOptions, "title" | "poster">) {
  const { fps, names = ["original", "decoded"], segments = [], frames: most = 240 } = options;
  if (!(fps > 0)) throw new UserError(`A signer moves at a positive number of frames per second, not ${fps}.`);
  const clips = [drawnPoints(joints), ...(options.second ? [drawnPoints(options.second)] : [])];
  const count = Math.min(...clips.map((points) => points.length / (DRAWN_POINTS * 3)));
  const step = Math.ceil(count / most);
  const kept = Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
  const boxes = clips.map(upperBodyBox);
  return {
    fps: fps / step,
    frames: kept.length,
    points: DRAWN_POINTS,
    motion: clips.map((points) => packMotion(points, kept)),
    names: clips.length === 2 ? names : [],
    low: [0, 1, 2].map((k) => Math.min(...boxes.map((box) => box.low[k]))),
    high: [0, 1, 2].map((k) => Math.max(...boxes.map((box) => box.high[k]))),
    parts: DRAWN_PARTS.map(({ color, lines, palm, tones, rim }) => ({ color, lines, palm, tones, rim })),
    finger: FINGER_WIDTH,
    torso: TORSO,
    head: [HEAD.centre, HEAD.halfWidth, HEAD.halfHeight],
    segments: segments.map(({ label, start, end }) => [label, start / step, end / step]),
  };
}

/** Style of the frame around a player. */
export const CARD =
  `max-width:880px;background:${COLORS.paper};color:${COLORS.text};border:1px solid ${COLORS.grid};` +
  "border-radius:8px;font-family:Lato,'Helvetica Neue',Arial,sans-serif;overflow:hidden";

/** Millimetres as 16-bit differences from frame to frame, low bytes then high bytes (they compress apart), base64. */
function packMotion(points: Float32Array, kept: readonly number[]): string {
  const width = DRAWN_POINTS * 3;
  const bytes = new Uint8Array(kept.length * width * 2);
  let previous = new Int16Array(width);
  kept.forEach((frame, row) => {
    const current = new Int16Array(width);
    for (let i = 0; i < width; i++) {
      current[i] = Math.max(-32768, Math.min(32767, Math.round(points[frame * width + i] * 1000)));
      const difference = (current[i] - previous[i]) & 0xffff;
      bytes[row * width + i] = difference & 0xff;
      bytes[(kept.length + row) * width + i] = difference >> 8;
    }
    previous = current;
  });
  return deflateRawSync(bytes, { level: 9 }).toString("base64");
}
