// Checkpoints that are old or new, never torn: written under a temporary name, manifest last, synced, renamed.
// A reader trusts a checkpoint only if every byte of it has the hash that its manifest names.
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import {
  float32Entry,
  float32Values,
  readSafetensors,
  type SafetensorsEntry,
  writeSafetensors,
} from "../data/formats/safetensors";
import { UserError } from "../errors";
import { syncFolder, writeFileAtomic } from "../io/atomic";
import { tf } from "../tensor/backend";

interface Manifest {
  format: 1;
  step: number;
  /** hash of the configuration: a run goes on only as it began */
  fingerprint: string;
  /** sha256 of state.safetensors */
  sha256: string;
}

export interface Checkpoint {
  step: number;
  /** float32 tensors by name; the caller disposes of them */
  tensors: Map<string, tf.Tensor>;
}

/** A stable hash of a configuration, whatever the order of its keys. */
export function fingerprintOf(configuration: unknown): string {
  const sorted = JSON.stringify(configuration, (_, value) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash("sha256").update(sorted).digest("hex");
}

export class CheckpointFolder {
  /**
   * @param path folder of this stage's checkpoints
   * @param fingerprint of the configuration that trains
   * @param keep newest checkpoints that stay
   * @param onDamage hears of checkpoints that are passed over
   */
  constructor(
    readonly path: string,
    private readonly fingerprint: string,
    private readonly keep = 2,
    private readonly onDamage: (message: string) => void = console.error,
  ) {}

  /**
   * Writes the state after `step` steps. Where a damaged checkpoint was passed over, the new ones replace it.
   * @throws UserError when a tensor holds a number that is not finite, or the disk takes no more; what was there stays
   */
  save(step: number, tensors: ReadonlyMap<string, tf.Tensor>): void {
    const name = stepName(step);
    const target = join(this.path, name);
    const temporary = join(this.path, `.${name}.tmp-${process.pid}-${randomBytes(4).toString("hex")}`);
    try {
      mkdirSync(temporary, { recursive: true });
      const entries = new Map<string, SafetensorsEntry>();
      for (const [key, tensor] of tensors) {
        const values = tensor.dataSync() as Float32Array;
        if (!values.every(Number.isFinite)) {
          throw new UserError(`step ${step}: ${key} holds numbers that are not finite; lower the learning rate`);
        }
        entries.set(key, float32Entry(values, tensor.shape));
      }
      const file = join(temporary, "state.safetensors");
      writeSafetensors(file, entries);
      const manifest: Manifest = { format: 1, step, fingerprint: this.fingerprint, sha256: hashFile(file) };
      writeFileAtomic(join(temporary, "manifest.json"), JSON.stringify(manifest, null, 2));
      rmSync(target, { recursive: true, force: true });
      renameSync(temporary, target);
      syncFolder(this.path);
    } catch (error) {
      if (existsSync(temporary)) rmSync(temporary, { recursive: true });
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      const { message } = error as Error;
      throw new UserError(
        `step ${step} cannot be saved (${message}); mend that and run again from the last checkpoint`,
      );
    }
    // Later checkpoints than this one were passed over on loading: training goes over their steps again.
    const [later, others] = partition(this.names(), (other) => other > name);
    for (const old of [...later, ...others.slice(this.keep)]) {
      rmSync(join(this.path, old), { recursive: true, force: true });
    }
    for (const left of readdirSync(this.path)) {
      if (left.startsWith(".step-")) rmSync(join(this.path, left), { recursive: true, force: true });
    }
  }

  /**
   * The newest checkpoint that is whole; none when training has not begun.
   * @throws UserError when the checkpoints are of another configuration, or none of them is whole
   */
  load(): Checkpoint | undefined {
    const refused: string[] = [];
    let foreign: string | undefined;
    for (const name of this.names()) {
      const folder = join(this.path, name);
      const manifest = readManifest(folder);
      const file = join(folder, "state.safetensors");
      if (!manifest || stepName(manifest.step) !== name || !existsSync(file) || hashFile(file) !== manifest.sha256) {
        refused.push(name);
        continue;
      }
      if (manifest.fingerprint !== this.fingerprint) {
        foreign ??= folder;
        refused.push(name);
        continue;
      }
      if (refused.length > 0) this.onDamage(`${this.path}: ${refused.join(", ")} is damaged; going on from ${name}`);
      const tensors = new Map<string, tf.Tensor>();
      for (const [key, entry] of readSafetensors(file).tensors) {
        tensors.set(key, tf.tensor(float32Values(entry, file, key), entry.shape, "float32"));
      }
      return { step: manifest.step, tensors };
    }
    if (foreign) {
      throw new UserError(
        `${foreign} was made with other settings; go on with those of its run's config.json, or choose another run name`,
      );
    }
    if (refused.length > 0) {
      throw new UserError(
        `${this.path}: ${refused.join(", ")} is damaged; delete the folder to begin this stage again`,
      );
    }
    return undefined;
  }

  /** Newest first. */
  private names(): string[] {
    if (!existsSync(this.path)) return [];
    return readdirSync(this.path)
      .filter((name) => /^step-\d+$/.test(name))
      .sort()
      .reverse();
  }
}

const stepName = (step: number) => `step-${String(step).padStart(8, "0")}`;

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

const HASH_CHUNK = 1 << 24;

/** Piece by piece: a checkpoint may be larger than what Node reads at once (2 GB). */
function hashFile(path: string): string {
  const hash = createHash("sha256");
  const chunk = Buffer.alloc(HASH_CHUNK);
  const fd = openSync(path, "r");
  try {
    for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk)) hash.update(chunk.subarray(0, read));
  } finally {
    closeSync(fd);
  }
  return hash.digest("hex");
}

function readManifest(folder: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Manifest;
    return manifest.format === 1 && Number.isSafeInteger(manifest.step) ? manifest : undefined;
  } catch {
    return undefined;
  }
}
