/**
 * One process per store: a file that names the owner. A lock whose owner is gone is taken over; whether it is gone is told by the
 * process id together with the process' start time, because ids are used again (in a container it is often the same one). The ids of
 * another container mean nothing here: its owner is asked over the socket that is beside the lock.
 */
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { systemClock } from "../../util/clock.js";
import { StoreError } from "../store.js";

export interface ProcessLock {
  /** Idempotent. */
  release(): void;
}

interface Owner {
  readonly pid: number;
  /** Empty where the system does not tell. */
  readonly startedAt: string;
  /** Where the process id is one; empty where the system does not tell. */
  readonly pidNamespace: string;
  readonly nonce: string;
}

/** An owner has its socket by then, also on a machine that is busy. */
const silentForMs = 3000;
const retryMs = 100;

/** Two processes that both found the same stale lock; each attempt removes one stale lock. */
const maxAttempts = 10;

export async function acquireProcessLock(file: string): Promise<ProcessLock> {
  const startedAt = startTimeOf(process.pid) ?? "";
  const own: Owner = { pid: process.pid, startedAt, pidNamespace: pidNamespace(), nonce: randomUUID() };
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    if (createExclusively(file, own)) {
      return { release: () => removeIfOwn(file, own) };
    }
    const owner = readOwner(file);
    if (owner !== undefined && (await isRunning(owner, file))) {
      const elsewhere = isElsewhere(owner) ? " of another container" : "";
      const who =
        owner.pid === process.pid && elsewhere === "" ? "this process itself" : `process ${owner.pid}${elsewhere}`;
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
export async function isLocked(file: string): Promise<boolean> {
  const owner = readOwner(file);
  return owner !== undefined && (await isRunning(owner, file));
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
    const full = isCode(error, "ENOSPC") || isCode(error, "EDQUOT");
    const advice = full ? "Free some space on the disk" : "Make its folder writable for this user";
    const detail = `${file}: the store cannot be locked (${what}). ${advice}.`;
    throw new StoreError({ kind: "Unavailable", detail }, { cause: error });
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** undefined: nothing there, or not a lock this program wrote. */
function readOwner(file: string): Owner | undefined {
  try {
    const owner: unknown = JSON.parse(fs.readFileSync(file, "utf8"));
    // Earlier versions did not write the namespace.
    return isOwner(owner) ? { ...owner, pidNamespace: owner.pidNamespace ?? "" } : undefined;
  } catch {
    return undefined;
  }
}

function isOwner(value: unknown): value is Omit<Owner, "pidNamespace"> & { readonly pidNamespace?: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    typeof value.pid === "number" &&
    "startedAt" in value &&
    typeof value.startedAt === "string" &&
    "nonce" in value &&
    typeof value.nonce === "string" &&
    (!("pidNamespace" in value) || typeof value.pidNamespace === "string")
  );
}

async function isRunning(owner: Owner, file: string): Promise<boolean> {
  if (isElsewhere(owner)) return answers(file);
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

function isElsewhere({ pidNamespace: theirs }: Owner): boolean {
  const ours = pidNamespace();
  return theirs !== "" && ours !== "" && theirs !== ours;
}

/** A lock that was written a moment ago may be one whose owner has no socket yet. */
async function answers(file: string): Promise<boolean> {
  const { hasDesk } = await import("./copy-desk.js");
  const folder = path.dirname(file);
  for (;;) {
    if (await hasDesk(folder)) return true;
    const written = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    // A clock that was set back makes the lock one of the future.
    if (Math.abs(systemClock.nowMs() - written) > silentForMs) return false;
    await systemClock.sleep(retryMs);
  }
}

function pidNamespace(): string {
  try {
    return fs.readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
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
