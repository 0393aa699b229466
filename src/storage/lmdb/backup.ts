/**
 * The jobs of `apiserver store`: `backupStore` (a server that runs on the store makes the copy), `restoreStore`, and `compactStore`,
 * which gives free space back to the disk. Each writes beside its target and renames at the end, so a failure leaves the target as it was.
 */
import fs from "node:fs";
import path from "node:path";
import { type Revision, StoreError } from "../store.js";
import { copyStore, copyTo, syncFile } from "./copy.js";
import { askForCopy } from "./copy-desk.js";
import { type Environment, openEnvironment, storeFileName, toStoreError } from "./environment.js";
import {
  checkFormat,
  existingStore,
  fileSystem,
  giveIdentity,
  lockFileName,
  lockFolder,
  lockForReading,
  readTail,
  removeLockFile,
  removeStoreFile,
  syncFolder,
} from "./format.js";
import { journalIn } from "./journal.js";
import { openLmdbStore } from "./lmdb-store.js";
import { checkPages } from "./page-check.js";
import { isLocked } from "./process-lock.js";
import { Reader } from "./reader.js";
import { encodeTail, uint64 } from "./records.js";
import { verifyEnvironment } from "./verify.js";

export interface CopyReport {
  readonly revision: Revision;
  readonly bytes: number;
}

export interface CompactReport extends CopyReport {
  readonly bytesBefore: number;
}

/** Told what is being done, for people who wait. */
export type OnStep = (step: string) => void;

export async function backupStore(options: { dataDir: string; to: string; onStep?: OnStep }): Promise<CopyReport> {
  const { dataDir, to, onStep } = options;
  const file = existingStore(dataDir);
  onStep?.(`copying ${file}`);
  const bytes = await copyOf(dataDir, file, to);
  onStep?.("checking the copy");
  const copy = path.join(to, storeFileName);
  checkPages(copy);
  // The store's own revision may have moved on before the copy began.
  const tail = await withEnvironment(copy, true, async (opened) => readTail(opened, new Reader(opened)));
  removeLockFile(copy);
  return { revision: tail.revision, bytes };
}

/** Whoever has the store open makes the copy; nobody else may open the file then (see copy-desk.ts). */
async function copyOf(dataDir: string, file: string, to: string): Promise<number> {
  if (await isLocked(path.join(dataDir, lockFileName))) {
    await askForCopy(dataDir, to);
    const copy = fs.statSync(path.join(to, storeFileName), { throwIfNoEntry: false });
    if (copy === undefined) {
      const detail = `${path.resolve(to)}: the process that has the store open wrote the copy, but not here: it has another file system.`;
      throw new StoreError({
        kind: "Unavailable",
        detail: `${detail} Fetch it from there, or name a folder both have.`,
      });
    }
    return copy.size;
  }
  const lock = await lockForReading(dataDir);
  try {
    const bytes = await withEnvironment(file, true, (environment) => copyStore(environment, to));
    return fs.existsSync(journalIn(dataDir)) ? await settleCopy(dataDir, to) : bytes;
  } finally {
    lock.release();
  }
}

/** What a process that was killed left in its journal goes into the copy, and the store stays as it is. */
async function settleCopy(dataDir: string, to: string): Promise<number> {
  const journal = journalIn(to);
  try {
    fileSystem(to, () => fs.copyFileSync(journalIn(dataDir), journal));
    const store = await openLmdbStore({ dataDir: to, sync: "always" });
    await store.close();
  } catch (error) {
    // Without its newest commits it is no backup.
    fs.rmSync(path.join(to, storeFileName), { force: true });
    throw error;
  } finally {
    fs.rmSync(journal, { force: true });
  }
  return fs.statSync(path.join(to, storeFileName)).size;
}

export interface RestoreOptions {
  /** A folder made by `backupStore`, or the file in it. */
  readonly from: string;
  readonly dataDir: string;
  /** Replace a store, and put up with other files in the folder. */
  readonly force: boolean;
  /**
   * Go on this much above the revision of the backup and forget its history. Clients that have seen revisions newer than the backup
   * then notice, instead of meeting the same revisions with other contents.
   */
  readonly bumpRevision?: number;
  readonly onStep?: OnStep;
}

export async function restoreStore(options: RestoreOptions): Promise<CopyReport> {
  const { dataDir, force, bumpRevision = 0, onStep } = options;
  const source = isFolder(options.from) ? existingStore(options.from) : options.from;
  onStep?.(`checking ${source}`);
  checkPages(source);
  const lock = await lockFolder(dataDir);
  const target = path.join(dataDir, storeFileName);
  const draft = `${target}.new`;
  try {
    refuseNonEmpty(dataDir, force);
    onStep?.(`copying to ${dataDir}`);
    fileSystem(dataDir, () => {
      removeStoreFile(draft);
      fs.copyFileSync(source, draft);
    });
    onStep?.("verifying every record");
    const revision = await withEnvironment(draft, false, async (environment) => {
      const { problems, revision: last } = verifyEnvironment(environment);
      if (problems.length > 0) {
        const detail = `${source}: ${problems[0]}${problems.length > 1 ? ` and ${problems.length - 1} more problems` : ""}`;
        throw new StoreError({ kind: "Corrupt", detail: `${detail}. Nothing was restored; use another backup.` });
      }
      // The journal that may be there belongs to what is replaced.
      await giveIdentity(environment);
      return bumpRevision > 0 ? bump(environment, last + bumpRevision) : last;
    });
    fileSystem(dataDir, () => {
      syncFile(draft);
      removeLockFile(draft);
      removeLockFile(target);
      fs.renameSync(draft, target);
      fs.rmSync(journalIn(dataDir), { force: true });
      syncFolder(dataDir);
    });
    return { revision, bytes: fs.statSync(target).size };
  } finally {
    removeStoreFile(draft);
    lock.release();
  }
}

/** Forgets all history (unless told to keep it) and rewrites the file without free pages. The server must be stopped. */
export async function compactStore(options: {
  dataDir: string;
  keepHistory: boolean;
  onStep?: OnStep;
}): Promise<CompactReport> {
  const { dataDir, keepHistory, onStep } = options;
  const file = existingStore(dataDir);
  const bytesBefore = fs.statSync(file).size;
  // Opened in any case: what is in the journal must be in the file.
  const store = await openLmdbStore({ dataDir, sync: "batched" });
  try {
    if (!keepHistory) {
      onStep?.("forgetting history");
      await store.compact(store.revision);
    }
  } finally {
    await store.close();
  }
  const lock = await lockFolder(dataDir);
  const draft = `${file}.new`;
  try {
    checkPages(file);
    onStep?.("rewriting the file");
    const revision = await withEnvironment(file, false, async (environment) => {
      await copyTo(environment, draft);
      return readTail(environment, new Reader(environment)).revision;
    });
    fileSystem(dataDir, () => {
      fs.renameSync(draft, file);
      syncFolder(dataDir);
    });
    return { revision, bytesBefore, bytes: fs.statSync(file).size };
  } finally {
    removeStoreFile(draft);
    lock.release();
  }
}

async function bump(environment: Environment, revision: Revision): Promise<Revision> {
  await environment.root.batch(() => {
    environment.meta.put("tail", encodeTail({ revision, first: revision + 1, count: 0, checksum: 0 }));
    environment.meta.put("compacted", uint64(revision));
  });
  return revision;
}

/** Opens, checks the format, works, closes. */
export async function withEnvironment<T>(
  file: string,
  readOnly: boolean,
  work: (environment: Environment) => Promise<T>,
): Promise<T> {
  const environment = openEnvironment({ file, sync: "always", readOnly });
  try {
    checkFormat(environment);
    return await work(environment);
  } catch (error) {
    throw toStoreError(error, file);
  } finally {
    await environment.root.close();
  }
}

function refuseNonEmpty(dataDir: string, force: boolean): void {
  const found = fs.readdirSync(dataDir).find((name) => name !== lockFileName);
  if (found !== undefined && !force) {
    const detail = `${dataDir}: the folder is not empty (${found}). Name an empty one, or use --force to replace the store in it.`;
    throw new StoreError({ kind: "Unavailable", detail });
  }
}

function isFolder(name: string): boolean {
  const found = fileSystem(name, () => fs.statSync(name, { throwIfNoEntry: false }));
  if (found === undefined) throw new StoreError({ kind: "Unavailable", detail: `${name}: there is no such backup.` });
  return found.isDirectory();
}
