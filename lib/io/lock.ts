// One writer a folder: a file `lock.json` that names the process which holds it.
import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "../errors";

interface Holder {
  pid: number;
  host: string;
  /** ISO time */
  since: string;
  /** when the process began, in the kernel's ticks, where it tells: another process may get the same number later */
  processStart?: string;
}

export interface Lock {
  release(): void;
}

/**
 * Takes the folder. A lock whose process has died on this machine is taken over; one of another machine is not, since
 * nobody here can know whether its process lives.
 * @throws UserError that says who holds the folder
 */
export function lockFolder(folder: string, onMessage: (message: string) => void = () => {}): Lock {
  const file = join(folder, "lock.json");
  const processStart = startOf(process.pid);
  const mine: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  if (processStart) mine.processStart = processStart;
  const temporary = join(folder, `.lock.tmp-${process.pid}-${randomBytes(4).toString("hex")}`);
  writeFileSync(temporary, JSON.stringify(mine));
  try {
    // Linking, unlike creating and then writing, never shows a lock without its content.
    for (let attempt = 0; !tryLink(temporary, file); attempt++) {
      const text = readText(file);
      if (text === undefined) continue;
      const holder = parseHolder(text);
      if (!holder || isHeld(holder) || attempt > 3) throw new UserError(describe(folder, file, holder));
      if (takeAway(folder, file, text)) {
        onMessage(`${folder}: process ${holder.pid}, which wrote here, has ended without closing; going on from there`);
      }
    }
  } finally {
    rmSync(temporary, { force: true });
  }
  const release = () => {
    process.off("exit", release);
    if (readText(file) === JSON.stringify(mine)) rmSync(file, { force: true });
  };
  process.on("exit", release);
  return { release };
}

/** The process that holds a folder now, if any. */
export function lockHolder(folder: string): { pid: number; host: string; since: string } | undefined {
  const text = readText(join(folder, "lock.json"));
  const holder = text === undefined ? undefined : parseHolder(text);
  return holder && isHeld(holder) ? holder : undefined;
}

function describe(folder: string, file: string, holder: Holder | undefined): string {
  if (!holder) return `${file} cannot be read; delete it when no process writes to ${folder}`;
  const { pid, host, since } = holder;
  if (host === hostname()) {
    return `process ${pid} has been writing to ${folder} since ${since}; wait for it, stop it, or take another name`;
  }
  return `process ${pid} on ${host} has been writing to ${folder} since ${since}; if it has ended, delete ${file}`;
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Removes the lock of a dead process, unless it has become another's since it was read. */
function takeAway(folder: string, file: string, text: string): boolean {
  const aside = join(folder, `.lock.tmp-${process.pid}-${randomBytes(4).toString("hex")}`);
  try {
    renameSync(file, aside);
  } catch {
    return false;
  }
  const same = readText(aside) === text;
  if (!same) tryLink(aside, file);
  rmSync(aside, { force: true });
  return same;
}

function isHeld({ pid, host, processStart }: Holder): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return processStart === undefined || startOf(pid) === processStart;
}

/** Field 22 of /proc/PID/stat; the command before it may hold spaces and brackets. */
function startOf(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, host, since, processStart } = JSON.parse(text) as Partial<Holder>;
    if (!Number.isSafeInteger(pid) || typeof host !== "string" || typeof since !== "string") return undefined;
    return { pid: pid as number, host, since, ...(typeof processStart === "string" ? { processStart } : {}) };
  } catch {
    return undefined;
  }
}
