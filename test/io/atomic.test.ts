import assert from "node:assert/strict";
import {
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { type FileSystem, writeFileAtomic } from "../../lib/io/atomic";

const folder = mkdtempSync(join(tmpdir(), "lslm-atomic-"));
after(() => rmSync(folder, { recursive: true }));

const OLD = "old content";
const NEW = [Buffer.from("new "), Buffer.alloc(0), Buffer.from("content, longer than the old one")];
const NEW_TEXT = Buffer.concat(NEW).toString();

type Call = keyof FileSystem;
type Fault = (call: Call, count: number) => void;

/** The real file system, with a hook before each call and at most `most` bytes a write. */
function faulty(fault: Fault, most = Number.POSITIVE_INFINITY): FileSystem {
  let count = 0;
  const before = (call: Call) => fault(call, count++);
  return {
    openSync: ((path: string, flags: string) => {
      before("openSync");
      return openSync(path, flags);
    }) as typeof openSync,
    writeSync: (fd, data, offset, length) => {
      before("writeSync");
      return writeSync(fd, data, offset, Math.min(length, most));
    },
    fsyncSync: (fd) => {
      before("fsyncSync");
      fsyncSync(fd);
    },
    closeSync: (fd) => {
      // as the system does: the descriptor is gone also when close reports an error
      closeSync(fd);
      before("closeSync");
    },
    renameSync: (from, to) => {
      before("renameSync");
      renameSync(from, to);
    },
  };
}

/** A file with the old content. */
function prepare(name: string): string {
  const path = join(folder, name);
  writeFileAtomic(path, OLD);
  return path;
}

function callsOf(most?: number): Call[] {
  const calls: Call[] = [];
  writeFileAtomic(
    prepare("count"),
    NEW,
    faulty((call) => calls.push(call), most),
  );
  return calls;
}

describe("writeFileAtomic", () => {
  it("opens, writes, syncs, closes, renames and syncs the folder, in this order", () => {
    assert.deepEqual(callsOf(), [
      ...["openSync", "writeSync", "writeSync", "fsyncSync", "closeSync", "renameSync"],
      ...["openSync", "fsyncSync", "closeSync"],
    ]);
  });

  for (const most of [Number.POSITIVE_INFINITY, 3, 1]) {
    for (const code of ["ENOSPC", "EIO", "EDQUOT", "EROFS"]) {
      it(`${code} in each call leaves the old content or the new (${most} bytes a write)`, () => {
        const calls = callsOf(most);
        calls.forEach((call, failing) => {
          const path = prepare(`${code}-${most}`);
          const fault: Fault = (_, count) => {
            if (count === failing) throw Object.assign(new Error(`${code}: ${call}`), { code });
          };
          assert.throws(() => writeFileAtomic(path, NEW, faulty(fault, most)), { code });
          const renamed = calls.indexOf("renameSync") < failing;
          assert.equal(readFileSync(path, "utf8"), renamed ? NEW_TEXT : OLD, `${call}, call ${failing}`);
          assert.deepEqual(
            readdirSync(folder).filter((name) => name.includes(".tmp-")),
            [],
          );
        });
      });
    }
  }

  it("completes short writes, and gives up when nothing is written", () => {
    const path = prepare("short");
    writeFileAtomic(
      path,
      NEW,
      faulty(() => {}, 1),
    );
    assert.equal(readFileSync(path, "utf8"), NEW_TEXT);
    assert.throws(
      () =>
        writeFileAtomic(
          path,
          "other",
          faulty(() => {}, 0),
        ),
      /disk full/,
    );
    assert.equal(readFileSync(path, "utf8"), NEW_TEXT);
  });

  it("makes folders, and writes text as UTF-8", () => {
    const path = join(folder, "a/b/ü.txt");
    writeFileAtomic(path, "šign ✋");
    assert.equal(readFileSync(path, "utf8"), "šign ✋");
  });

  it("survives a power loss after each call, whatever the disk had reordered", () => {
    for (let crash = 0; crash <= callsOf(5).length; crash++) {
      for (const eager of [false, true]) {
        const disk = new Disk();
        const path = join(folder, "disk");
        disk.durable.set(path, Buffer.from(OLD));
        try {
          writeFileAtomic(path, NEW, disk.until(crash, 5));
        } catch (error) {
          assert.equal((error as Error).message, "power loss");
        }
        const seen = disk.afterPowerLoss(path, eager)?.toString();
        assert.ok(seen === OLD || seen === NEW_TEXT, `after call ${crash}: ${seen}`);
        if (crash === callsOf(5).length) assert.equal(seen, NEW_TEXT);
      }
    }
  });
});

/** A disk that keeps only what was synced: contents by fsync of the file, names by fsync of the folder. */
class Disk {
  readonly durable = new Map<string, Buffer>();
  private readonly open = new Map<number, { path: string; data: Buffer; synced: Buffer }>();
  private readonly written = new Map<string, { data: Buffer; synced: Buffer }>();
  private readonly renames: [string, string][] = [];
  private next = 3;

  /** A file system that stops after `calls` calls. */
  until(calls: number, most: number): FileSystem {
    let left = calls;
    const tick = () => {
      if (left-- === 0) throw new Error("power loss");
    };
    return {
      openSync: ((path: string) => {
        tick();
        this.open.set(this.next, { path, data: Buffer.alloc(0), synced: Buffer.alloc(0) });
        return this.next++;
      }) as typeof openSync,
      writeSync: (fd, data, offset, length) => {
        tick();
        const file = this.file(fd);
        const count = Math.min(length, most);
        file.data = Buffer.concat([file.data, data.subarray(offset, offset + count)]);
        this.written.set(file.path, file);
        return count;
      },
      fsyncSync: (fd) => {
        tick();
        const file = this.file(fd);
        file.synced = file.data;
        for (const [from, to] of this.renames) if (dirname(to) === file.path) this.persist(from, to);
      },
      closeSync: () => tick(),
      renameSync: (from, to) => {
        tick();
        assert.match(basename(String(from)), /^\..*\.tmp-/);
        this.renames.push([String(from), String(to)]);
      },
    };
  }

  /** @param eager whether the disk had written the new name before it was told to */
  afterPowerLoss(path: string, eager: boolean): Buffer | undefined {
    if (eager) for (const [from, to] of this.renames) this.persist(from, to);
    return this.durable.get(path);
  }

  private persist(from: string, to: string): void {
    this.durable.set(to, this.written.get(from)?.synced ?? Buffer.alloc(0));
  }

  private file(fd: number) {
    const file = this.open.get(fd);
    assert.ok(file);
    return file;
  }
}
