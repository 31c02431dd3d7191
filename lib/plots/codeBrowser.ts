// A browser of codes as one piece of HTML that needs nothing else: pick a code, see the motion that it decodes to, the
// signs in which it occurs, and its neighbours in the codebook (a click goes there).
import { randomBytes } from "node:crypto";
import { escapeHtml, openDisplay } from "./display";
import { CARD, signerScene } from "./player";
import { PLAYER_SCRIPT } from "./playerScript";
import { COLORS } from "./theme";

/** What is shown of a code. */
export interface BrowsedCode {
  code: number;
  /** `[frames, 52, 3]`, metres; as many frames for each code */
  joints: ArrayLike<number>;
  /** the frames that are this code's own; those before and after show what stands beside it */
  own: { start: number; end: number };
  /** what is said of it, e.g. `["handshape", "flatO"]` */
  facts: readonly (readonly [name: string, value: string])[];
  /** bars: what it occurs in, and how often */
  occurrences: readonly { label: string; count: number }[];
  examples: readonly string[];
  /** codes of this browser that are near */
  neighbours: readonly number[];
}

export interface CodeBrowserOptions {
  title: string;
  fps: number;
  /** Data URL or address of a still picture, shown where scripts do not run */
  poster?: string;
}

/** About 1 kB a code and 12 frames. @param codes in the order of the menu, at least one */
export function codeBrowserHtml(codes: readonly BrowsedCode[], { title, fps, poster }: CodeBrowserOptions): string {
  const scenes = codes.map(({ joints, own }) =>
    signerScene(joints, { fps, segments: [{ label: "this code", start: own.start, end: own.end }] }),
  );
  const lowest = (k: number) => Math.min(...scenes.map(({ low }) => low[k] as number));
  const highest = (k: number) => Math.max(...scenes.map(({ high }) => high[k] as number));
  // One box for all, so that codes can be compared.
  const common = { ...scenes[0], motion: [], low: [0, 1, 2].map(lowest), high: [0, 1, 2].map(highest) };
  const entries = codes.map(({ joints: _joints, own: _own, ...shown }, i) => ({ ...shown, motion: scenes[i]?.motion }));
  const id = `codes-${randomBytes(6).toString("hex")}`;
  const json = JSON.stringify({ common, entries }).replace(/</g, "\\u003c");
  const still = poster ? `<img src="${escapeHtml(poster)}" alt="${escapeHtml(title)}" style="max-width:100%">` : "";
  return `<div id="${id}" style="${CARD}"><div style="font-size:15px;padding:10px 14px 6px">${escapeHtml(title)}</div>
<div data-still>${still}</div>
<div data-app style="display:none;grid-template-columns:minmax(0,1fr) 300px;gap:0 8px">
<div data-player></div>
<div style="padding:0 14px 12px 6px;font-size:13px">
<div style="display:flex;gap:6px;margin-bottom:8px"><button type="button" data-step="-1" aria-label="previous code">‹</button>
<select data-menu aria-label="code" style="flex:1;height:28px"></select><button type="button" data-step="1" aria-label="next code">›</button></div>
<div data-facts></div><div data-bars></div><div data-near></div><div data-examples></div></div></div></div>
<script>(${BROWSER_SCRIPT})(document.getElementById("${id}"),${json},${PLAYER_SCRIPT});</script>`;
}

/** Shows the browser in the cell that runs. */
export function showCodeBrowser(codes: readonly BrowsedCode[], options: CodeBrowserOptions): void {
  openDisplay()?.show({
    "text/html": codeBrowserHtml(codes, options),
    "text/plain": `[browser of ${codes.length} codes: ${options.title}]`,
  });
}

/** `function(root, data, player)`; runs in the page. */
const BROWSER_SCRIPT = `function (root, { common, entries }, player) {
  if (!root || typeof DecompressionStream === "undefined") return;
  const part = (name) => root.querySelector("[data-" + name + "]");
  part("still").remove();
  part("app").style.display = "grid";
  const menu = part("menu");
  entries.forEach(({ code, occurrences }, i) => {
    menu.add(new Option("code " + code + (occurrences[0] ? " · " + occurrences[0].label : ""), i));
  });
  const element = (tag, style, text) => {
    const made = document.createElement(tag);
    made.style.cssText = style;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const heading = (text) => element("div", "color:${COLORS.quiet};margin:10px 0 3px;font-size:12px", text);
  function show(index) {
    const entry = entries[index];
    menu.value = index;
    const stage = element("div", "");
    stage.appendChild(element("div", "")).dataset.stage = "";
    part("player").replaceChildren(stage);
    player(stage, { ...common, motion: entry.motion });
    part("facts").replaceChildren(...entry.facts.map(([name, value]) => {
      const row = element("div", "display:flex;justify-content:space-between;gap:10px;line-height:1.55");
      row.append(element("span", "color:${COLORS.quiet}", name), element("span", "text-align:right", value));
      return row;
    }));
    const most = Math.max(1, ...entry.occurrences.map(({ count }) => count));
    part("bars").replaceChildren(heading("occurs in"), ...entry.occurrences.map(({ label, count }) => {
      const row = element("div", "display:grid;grid-template-columns:110px 1fr 30px;gap:6px;align-items:center;line-height:1.5");
      const bar = element("div", "height:9px;border-radius:2px;background:${COLORS.leftHand};width:" + (100 * count) / most + "%");
      row.append(element("span", "overflow:hidden;text-overflow:ellipsis;white-space:nowrap", label), bar, element("span", "text-align:right", count));
      return row;
    }));
    const near = element("div", "display:flex;flex-wrap:wrap;gap:4px");
    near.append(...entry.neighbours.map((code) => {
      const at = entries.findIndex((other) => other.code === code);
      const sign = entries[at].occurrences[0];
      const button = element("button", "font-size:12px;cursor:pointer", code + (sign ? " " + sign.label : ""));
      button.onclick = () => show(at);
      return button;
    }));
    part("near").replaceChildren(heading("nearest codes"), near);
    part("examples").replaceChildren(heading("for example in"), ...entry.examples.map((text) => element("div", "line-height:1.45", text)));
  }
  menu.onchange = () => show(Number(menu.value));
  for (const button of root.querySelectorAll("[data-step]")) {
    button.onclick = () => show((Number(menu.value) + Number(button.dataset.step) + entries.length) % entries.length);
  }
  show(0);
}`;
