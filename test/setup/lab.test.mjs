import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../../lib/setup/paths.mjs";

const TOKEN = "of-this-test";
const START_MS = 60_000;

/** The address that JupyterLab prints when it is ready. */
function address(child) {
  return new Promise((found, fail) => {
    let text = "";
    const timer = setTimeout(() => fail(new Error(`JupyterLab did not start: ${text}`)), START_MS);
    child.stderr.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
      const port = /http:\/\/127\.0\.0\.1:(\d+)\/lab/.exec(text)?.[1];
      if (!port) return;
      clearTimeout(timer);
      found(`http://127.0.0.1:${port}`);
    });
  });
}

test("JupyterLab offers the TypeScript kernel alone, opens on the notebooks and leaves the home as it is", async () => {
  const home = mkdtempSync(join(tmpdir(), "lslm-home-"));
  const lab = join(ROOT, "lib/setup/lab.mjs");
  const args = [lab, "--no-browser", "--ServerApp.port=0", `--IdentityProvider.token=${TOKEN}`];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, HOME: home },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const closed = new Promise((done) => child.on("close", done));
  try {
    const url = await address(child);
    const headers = { Authorization: `token ${TOKEN}` };
    const get = async (path) => (await fetch(url + path, { headers })).json();
    const { default: byDefault, kernelspecs } = await get("/api/kernelspecs");
    assert.equal(byDefault, "tslab");
    assert.deepEqual(Object.keys(kernelspecs), ["tslab"]);
    assert.equal(kernelspecs.tslab.spec.display_name, "TypeScript (LSLM)");
    assert.equal((await get("/api/contents/notebooks")).type, "directory");
    const page = await fetch(`${url}/lab/tree/notebooks`, { headers });
    assert.equal(page.status, 200);
  } finally {
    child.kill("SIGTERM");
    await closed;
  }
  assert.deepEqual(readdirSync(home), []);
  rmSync(home, { recursive: true });
});
