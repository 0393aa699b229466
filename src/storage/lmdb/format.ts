/**
 * The store's folder and format: makes a new store in one atomic step, and decides whether an existing file is one this program can
 * open. A file that is not exactly that is refused and left as it is.
 */
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { makeFolder } from "../../util/make-folder.js";
import { type Revision, StoreError } from "../store.js";
import { type Environment, openEnvironment, storeFileName, toStoreError } from "./environment.js";
import { storeIdBytes } from "./journal-records.js";
import { checkPages } from "./page-check.js";
import { acquireProcessLock, type ProcessLock } from "./process-lock.js";
import type { Reader } from "./reader.js";
import { crc32, decodeLog, decodeLogKey, decodeTail, type LogRecord, logKey, type Tail } from "./records.js";
import { proveSpace } from "./space.js";

/** Raised when the records change so that an older program would misread them. 2: there may be a journal beside the file. */
export const formatVersion = 2;
const program = "apiserver";

export const emptyTail: Tail = { revision: 0, first: 1, count: 0, checksum: 0 };

export const lockFileName = "store.pid";

/** Makes the folder and makes sure that nobody else has the store in it open. */
export async function lockFolder(dataDir: string): Promise<ProcessLock> {
  fileSystem(dataDir, () => makeFolder(dataDir, 0o700));
  return acquireProcessLock(path.join(dataDir, lockFileName));
}

/** The same for a store that is only read: nobody can have it open for writing where nothing can be written. */
export async function lockForReading(dataDir: string): Promise<ProcessLock> {
  return isReadOnly(dataDir) ? { release() {} } : lockFolder(dataDir);
}

function isReadOnly(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EROFS";
  }
}

export function existingStore(dataDir: string): string {
  const file = path.join(dataDir, storeFileName);
  if (!fs.existsSync(file)) {
    throw new StoreError({ kind: "Unavailable", detail: `${dataDir}: there is no store here (no ${storeFileName}).` });
  }
  return file;
}

/** Makes an empty store where there is none; a crash half-way leaves no store rather than half of one. */
export function ensureStoreFile(dataDir: string): Promise<void> {
  const file = path.join(dataDir, storeFileName);
  if (fileSystem(dataDir, () => fs.existsSync(file))) {
    checkPages(file);
    return Promise.resolve();
  }
  return createStoreFile(dataDir, file);
}

async function createStoreFile(dataDir: string, file: string): Promise<void> {
  const draft = `${file}.new`;
  fileSystem(dataDir, () => removeStoreFile(draft));
  proveSpace(draft);
  const environment = openEnvironment({ file: draft, sync: "always" });
  try {
    await giveIdentity(environment);
  } catch (error) {
    throw toStoreError(error, file);
  } finally {
    await environment.root.close();
  }
  fileSystem(dataDir, () => {
    // Secrets will be in it.
    fs.chmodSync(draft, 0o600);
    fs.renameSync(draft, file);
    removeStoreFile(draft);
    syncFolder(dataDir);
  });
}

export function removeStoreFile(file: string): void {
  fs.rmSync(file, { force: true });
  removeLockFile(file);
}

/** LMDB leaves one beside a file it opened. */
export function removeLockFile(file: string): void {
  fs.rmSync(`${file}-lock`, { force: true });
}

/** A rename is durable once its folder is. */
export function syncFolder(folder: string): void {
  const descriptor = fs.openSync(folder, "r");
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

export function checkFormat(environment: Environment): void {
  const bytes = environment.meta.get("format");
  const format = bytes === undefined ? undefined : parseFormat(bytes);
  if (format === undefined) {
    const detail = `${environment.file}: not a store of this program. Move the file away or choose another --data-dir.`;
    throw new StoreError({ kind: "Corrupt", detail });
  }
  if (format > formatVersion) {
    const detail = `${environment.file}: written by a newer program (format ${format}, this one knows ${formatVersion}). `;
    throw new StoreError({
      kind: "Corrupt",
      detail: `${detail}Use that program, or restore a backup made by this one.`,
    });
  }
}

/** Names this program's format, and gives the store an id that its journal carries. A journal written before belongs to no store then. */
export async function giveIdentity(environment: Environment): Promise<Buffer> {
  const storeId = crypto.randomBytes(storeIdBytes);
  await environment.root.batch(() => {
    environment.meta.put("format", Buffer.from(JSON.stringify({ program, format: formatVersion })));
    environment.meta.put("storeId", storeId);
  });
  return storeId;
}

/** undefined in a store of format 1, which has no journal. */
export function storeIdOf(environment: Environment): Buffer | undefined {
  return environment.meta.get("storeId");
}

function parseFormat(bytes: Buffer): number | undefined {
  try {
    const record: unknown = JSON.parse(bytes.toString());
    const known = typeof record === "object" && record !== null && "program" in record && record.program === program;
    return known && "format" in record && typeof record.format === "number" ? record.format : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the tail and checks the last group of commits against it: every record there, and each as it was written. */
export function readTail(environment: Environment, reader: Reader): Tail {
  const bytes = environment.meta.get("tail");
  const tail = bytes === undefined ? emptyTail : decodeTail(bytes);
  const problem =
    tail === undefined ? "the record of the last commit is damaged" : tailProblem(environment, reader, tail);
  if (tail === undefined || problem !== undefined) {
    const detail = `${environment.file}: ${problem}. Restore a backup with 'apiserver store restore'.`;
    throw new StoreError({ kind: "Corrupt", detail });
  }
  return tail;
}

export function tailProblem(environment: Environment, reader: Reader, tail: Tail): string | undefined {
  if (tail.count === 0) {
    return undefined;
  }
  let count = 0;
  let checksum = 0;
  /** By key, the last write of the group. */
  const last = new Map<string, LogRecord & { readonly revision: Revision }>();
  for (const { key, value } of environment.log.getRange({ start: logKey(tail.first, 0) })) {
    count += 1;
    checksum = crc32(key, crc32(value, checksum));
    const record = decodeLog(value);
    const { revision } = decodeLogKey(key);
    if (record === undefined || revision > tail.revision) {
      return `the last commits (revision ${revision}) are damaged`;
    }
    last.set(record.key, { ...record, revision });
  }
  for (const { key, put, revision, newCrc } of last.values()) {
    const head = put ? reader.stored(key) : undefined;
    if (put && (head?.revision !== revision || head.crc !== newCrc)) {
      return `the value of ${key} is damaged`;
    }
  }
  return count === tail.count && checksum === tail.checksum
    ? undefined
    : `the last commits (revisions ${tail.first} to ${tail.revision}) are not as they were written`;
}

/** Turns what the file system says into what to do about it. */
export function fileSystem<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const full = code === "ENOSPC" || code === "EDQUOT";
    const advice = full ? "Free some space on the disk" : "Make the folder readable and writable for this user";
    const detail = `${folder}: the store's folder cannot be used (${text}). ${advice}, or choose another --data-dir.`;
    throw new StoreError({ kind: "Unavailable", detail }, { cause: error });
  }
}
