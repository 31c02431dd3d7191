import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { jointIndex, SMPLX_SKELETON } from "../../lib/body/skeleton";
import { configure } from "../../lib/config";
import { listCorpus, loadCorpus } from "../../lib/data/corpus";
import { encodeNpz } from "../../lib/data/formats/npz";
import { encodePickle } from "../../lib/data/formats/pickleWriter";
import { emptyMotion, rowsFromMotion } from "../../lib/data/formats/smplx";
import { UserError } from "../../lib/errors";
import { featureCache } from "../../lib/pipeline/featureCache";

const folder = mkdtempSync(join(tmpdir(), "lslm-body-"));
after(() => rmSync(folder, { recursive: true }));

/** A model whose vertices are its joints; the first shape coefficient makes the body larger by a tenth. */
function writeModel(path: string): void {
  const vertices = new Float64Array(55 * 3);
  const parents = new Int32Array(2 * 55);
  for (let joint = 0; joint < 52; joint++) {
    const at = joint < 22 ? joint : joint + 3;
    for (let axis = 0; axis < 3; axis++) {
      vertices[at * 3 + axis] = SMPLX_SKELETON.restJoints[joint * 3 + axis] as number;
    }
    const parent = SMPLX_SKELETON.parents[joint] as number;
    parents[at] = parent < 22 ? parent : parent + 3;
  }
  const identity = Float64Array.from({ length: 55 * 55 }, (_, i) => (i % 56 === 0 ? 1 : 0));
  writeFileSync(
    path,
    encodeNpz({
      v_template: { data: vertices, shape: [55, 3] },
      shapedirs: {
        data: Float64Array.from({ length: 1650 }, (_, i) => (i % 10 === 0 ? (vertices[i / 10] as number) / 10 : 0)),
        shape: [55, 3, 10],
      },
      J_regressor: { data: identity, shape: [55, 55] },
      kintree_table: { data: parents, shape: [2, 55] },
    }),
  );
}

function writeClip(path: string, size: number): void {
  const motion = emptyMotion(3);
  // upside down, as the camera's axes have it
  for (let frame = 0; frame < 3; frame++) motion.globalOrient[frame * 3] = Math.PI;
  motion.betas[0] = size;
  const rows = { data: rowsFromMotion(motion), shape: [3, 182] };
  writeFileSync(path, encodePickle({ smplx: rows, total_valid_index: { data: Int32Array.of(0, 1, 2), shape: [3] } }));
}

test("with the user's SMPL-X model, bones are as long as each clip's betas make them", async () => {
  const model = join(folder, "SMPLX_NEUTRAL.npz");
  const path = join(folder, "corpus");
  writeModel(model);
  mkdirSync(path);
  const sizes = [0, 2, -1];
  const header = "VIDEO_ID\tVIDEO_NAME\tSENTENCE_ID\tSENTENCE_NAME\tSTART_REALIGNED\tEND_REALIGNED\tSENTENCE\n";
  const rows = sizes.map((size, i) => {
    writeClip(join(path, `clip${i}.pkl`), size);
    return `v\tv\ts${i}\tclip${i}\t0.0\t1.0\tHello ${i}.\n`;
  });
  writeFileSync(join(path, "how2sign_realigned_train.csv"), header + rows.join(""));
  const forearm = (joints: Float32Array): number => {
    const [elbow, wrist] = ["left_elbow", "left_wrist"].map((name) => 3 * jointIndex(name)) as [number, number];
    return Math.hypot(...[0, 1, 2].map((axis) => (joints[wrist + axis] as number) - (joints[elbow + axis] as number)));
  };
  const read = (overrides: object) => configure("quick", "signavatars", { "corpus.path": path, ...overrides });
  const neutral = loadCorpus(read({})).clips.map(({ joints }) => forearm(joints));
  const shaped = loadCorpus(read({ "corpus.bodyModel": model })).clips.map(({ joints }) => forearm(joints));
  for (const [i, size] of sizes.entries()) {
    assert.ok(Math.abs((neutral[i] as number) - (neutral[0] as number)) < 1e-6, "one body for all");
    assert.ok(Math.abs((shaped[i] as number) / (neutral[0] as number) - (1 + size / 10)) < 1e-5, `size ${size}`);
  }
  const cached = (overrides: object) => featureCache(listCorpus(read(overrides)), { root: join(folder, "cache") });
  const [plain, fitted] = [await cached({}), await cached({ "corpus.bodyModel": model })];
  assert.notEqual(plain.folder, fitted.folder, "features of one body are not taken for those of another");
  writeFileSync(join(folder, "other.npz"), encodeNpz({ poses: { data: new Float32Array(3), shape: [1, 3] } }));
  for (const wrong of ["other.npz", "absent.npz"]) {
    assert.throws(() => loadCorpus(read({ "corpus.bodyModel": join(folder, wrong) })), UserError);
  }
});
