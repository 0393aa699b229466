/**
 * One process per store: a file that names the owner. A lock whose owner is gone is taken over; whether it is gone is told by the
 * process id together with the process' start time, because ids are used again (in a container it is often the same one).
 */
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import { StoreError } from "../store.js";

export interface ProcessLock {
  /** Idempotent. */
  release(): void;
}

interface Owner {
  readonly pid: number;
  /** Empty where the system does not tell. */
  readonly startedAt: string;
  readonly nonce: string;
}

/** Two processes that both found the same stale lock; each attempt removes one stale lock. */
const maxAttempts = 10;

export function acquireProcessLock(file: string): ProcessLock {
  const own: Owner = { pid: process.pid, startedAt: startTimeOf(process.pid) ?? "", nonce: randomUUID() };
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    if (createExclusively(file, own)) {
      return { release: () => removeIfOwn(file, own) };
    }
    const owner = readOwner(file);
    if (owner !== undefined && isRunning(owner)) {
      const who = owner.pid === process.pid ? "this process itself" : `process ${owner.pid}`;
      throw new StoreError({
        kind: "Unavailable",
        detail: `${file}: the store is in use by ${who}. Stop it first, or give this server another --data-dir.`,
      });
    }
    setAside(file, owner);
  }
  throw new StoreError({ kind: "Unavailable", detail: `${file}: other processes are fighting over the store` });
}

/** True when a process that runs has the lock. */
export function isLocked(file: string): boolean {
  const owner = readOwner(file);
  return owner !== undefined && isRunning(owner);
}

function createExclusively(file: string, own: Owner): boolean {
  // Written beside and linked, so that nobody sees a lock without an owner.
  const draft = `${file}.${own.nonce}`;
  try {
    fs.writeFileSync(draft, JSON.stringify(own), { flag: "wx" });
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) {
      return false;
    }
    const what = error instanceof Error ? error.message : String(error);
    const detail = `${file}: the store cannot be locked (${what}). Make its folder writable for this user.`;
    throw new StoreError({ kind: "Unavailable", detail }, { cause: error });
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** undefined: nothing there, or not a lock this program wrote. */
function readOwner(file: string): Owner | undefined {
  try {
    const owner: unknown = JSON.parse(fs.readFileSync(file, "utf8"));
    return isOwner(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isOwner(value: unknown): value is Owner {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    typeof value.pid === "number" &&
    "startedAt" in value &&
    typeof value.startedAt === "string" &&
    "nonce" in value
  );
}

function isRunning(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (!isCode(error, "EPERM")) {
      return false;
    }
  }
  const startedAt = startTimeOf(owner.pid);
  return startedAt === undefined || owner.startedAt === "" || startedAt === owner.startedAt;
}

/** Boot and clock tick of a process' start, where the system has /proc. */
function startTimeOf(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses and may hold spaces; the start time is the 22nd.
    const startTicks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return `${fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${startTicks}`;
  } catch {
    return undefined;
  }
}

/**
 * Moves the stale lock away. Renaming is atomic, but another process may have replaced the lock since it was read; what was moved is
 * looked at again and put back when it is not the stale one.
 */
function setAside(file: string, stale: Owner | undefined): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if (isCode(error, "ENOENT")) {
      return;
    }
    throw error;
  }
  if (readOwner(aside)?.nonce !== stale?.nonce) {
    try {
      fs.linkSync(aside, file);
    } catch (error) {
      if (!isCode(error, "EEXIST")) {
        throw error;
      }
    }
  }
  fs.rmSync(aside, { force: true });
}

function removeIfOwn(file: string, own: Owner): void {
  if (readOwner(file)?.nonce === own.nonce) {
    fs.rmSync(file, { force: true });
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
