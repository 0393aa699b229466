/**
 * The LMDB file and its databases, opened with the settings the store's promises rest on, and LMDB's errors as store errors. Small groups
 * of commits become durable elsewhere (journal.ts) and come here later.
 *
 * `always`: a transaction is resolved after LMDB has written its pages, called fdatasync, and written the meta page through an O_DSYNC
 * descriptor; lmdb-js' `overlappingSync` (resolve first, flush later) is off. `batched`: the meta page is not waited for
 * (MDB_NOMETASYNC), so a power cut can take the last transaction back but never tear the file; the writer syncs it a moment later.
 */
import { type Database, open, type RootDatabase } from "lmdb";
import { assert } from "../../util/assert.js";
import { StoreError } from "../store.js";
import { reserveLockFile } from "./space.js";

export type SyncMode = "always" | "batched";

export type Bytes = Database<Buffer, Buffer>;

export interface Environment {
  readonly file: string;
  readonly root: RootDatabase<Buffer, Buffer>;
  readonly log: Bytes;
  readonly index: Bytes;
  readonly head: Database<Buffer, string | Buffer>;
  readonly meta: Database<Buffer, string>;
  /** Lease id -> [expires at, ms since 1970]. */
  readonly lease: Bytes;
  /** [lease id][key] -> nothing: which keys a lease was given to; `head` says whether it still holds them. */
  readonly leased: Bytes;
  /** Resolves when the transaction is on disk. LMDB's thread has been started when this returns; `queue` must only queue writes. */
  transact(queue: () => void): Promise<void>;
}

export interface EnvironmentOptions {
  readonly file: string;
  readonly sync: SyncMode;
  readonly readOnly?: boolean;
  /** Address space to reserve; the file grows by itself. */
  readonly mapBytes?: number;
}

export const storeFileName = "store.mdb";

/** The longest key; LMDB's own limit is 1978 bytes, index keys need 9 more than the key. */
export const maxKeyBytes = 1024;

/** Snapshots in use at once: each list in slices holds one. */
const maxReaders = 2048;

const gibibyte = 2 ** 30;

/** Reserving the space once keeps the map in one place; small machines and RLIMIT_AS get less, and LMDB then remaps as it grows. */
const mapSizes: readonly number[] = [1024 * gibibyte, 64 * gibibyte, 4 * gibibyte, gibibyte / 4];

/** Keys are UTF-8 text in `head` and `meta`; a Buffer is a bound of a scan. */
const textKeys = {
  writeKey(key: string | Buffer, target: Buffer, start: number): number {
    if (typeof key === "string") {
      return start + target.write(key, start, "utf8");
    }
    target.set(key, start);
    return start + key.length;
  },
  readKey(source: Buffer, start: number, end: number): string {
    return source.toString("utf8", start, end);
  },
};

export function openEnvironment(options: EnvironmentOptions): Environment {
  const root = openRoot(options);
  const bytes = { encoding: "binary", keyEncoding: "binary" } as const;
  const text = { encoding: "binary", keyEncoder: textKeys } as const;
  try {
    return {
      file: options.file,
      root,
      log: root.openDB<Buffer, Buffer>("log", bytes),
      index: root.openDB<Buffer, Buffer>("index", bytes),
      head: root.openDB<Buffer, string | Buffer>("head", text),
      meta: root.openDB<Buffer, string>("meta", text),
      lease: root.openDB<Buffer, Buffer>("lease", bytes),
      leased: root.openDB<Buffer, Buffer>("leased", bytes),
      transact: (queue) => transact(root, queue),
    };
  } catch (error) {
    void root.close();
    throw toStoreError(error, options.file);
  }
}

function openRoot(options: EnvironmentOptions): RootDatabase<Buffer, Buffer> {
  reserveLockFile(`${options.file}-lock`, maxReaders);
  const sizes = options.mapBytes === undefined ? mapSizes : [options.mapBytes];
  for (const [attempt, mapSize] of sizes.entries()) {
    try {
      return open<Buffer, Buffer>(options.file, {
        noSubdir: true,
        mapSize,
        maxDbs: 8,
        maxReaders,
        encoding: "binary",
        keyEncoding: "binary",
        eventTurnBatching: false,
        ...startsAtOnce,
        overlappingSync: false,
        noMetaSync: options.sync === "batched",
        ...(options.readOnly === true ? { readOnly: true } : {}),
      });
    } catch (error) {
      if (codeOf(error) !== errno.noMemory || attempt === sizes.length - 1) {
        throw toStoreError(error, options.file);
      }
    }
  }
  throw new StoreError({ kind: "Unavailable", detail: `${options.file}: no address space to map the store` });
}

/** Documented, but not in lmdb-js' type declarations; see `transact`. */
const startsAtOnce = { txnStartThreshold: 1 };

async function transact(root: RootDatabase<Buffer, Buffer>, queue: () => void): Promise<void> {
  const written = root.batch(queue);
  // lmdb-js starts its thread in a later turn of the event loop, after other work, unless a write finds more than `txnStartThreshold`
  // waiting. This one is empty and goes into the same transaction.
  const started = root.batch(() => {});
  await Promise.all([written, started]);
}

const errno = { noMemory: 12, access: 13, io: 5, noSpace: 28, fileTooBig: 27, quota: 122, permission: 1, readOnly: 30 };
const lmdb = {
  corrupted: -30796,
  pageNotFound: -30797,
  panic: -30795,
  version: -30794,
  invalid: -30793,
  mapFull: -30792,
};

function codeOf(error: unknown): number | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "number" ? error.code : undefined;
}

/**
 * After these the newest state in the file is that before the transaction, and a later one may succeed. LMDB reports a short write, which
 * is what a disk that fills up gives, as EIO. A failed fdatasync is EIO, too; the pages it may have lost belong to nothing then, because
 * the meta page is written after it.
 */
export function isWorthRetrying(error: unknown): boolean {
  const code = codeOf(error);
  const codes: readonly (number | undefined)[] = [errno.noSpace, errno.quota, errno.fileTooBig, errno.io, lmdb.mapFull];
  return codes.includes(code);
}

export function toStoreError(error: unknown, file: string): StoreError {
  if (error instanceof StoreError) {
    return error;
  }
  const text = error instanceof Error ? error.message : String(error);
  const corrupt = (what: string) =>
    new StoreError(
      { kind: "Corrupt", detail: `${file}: ${what} (${text}). Restore a backup with 'apiserver store restore'.` },
      { cause: error },
    );
  const unavailable = (what: string) =>
    new StoreError({ kind: "Unavailable", detail: `${file}: ${what} (${text}).` }, { cause: error });
  switch (codeOf(error)) {
    case lmdb.corrupted:
    case lmdb.pageNotFound:
      return corrupt("the store is damaged");
    case lmdb.invalid:
    case lmdb.version:
      return corrupt("this is not a store of this program, or it is damaged");
    case lmdb.panic:
      return unavailable("the disk failed amid a commit; the store refuses everything until the server is restarted");
    case errno.io:
      return unavailable("the disk is full or failing; nothing was written; free some space and writes go on");
    case lmdb.mapFull:
      return unavailable("the store has reached its size limit; nothing was written; compact it or raise the limit");
    case errno.noSpace:
    case errno.quota:
    case errno.fileTooBig:
      return unavailable("no space left on the disk; nothing was written; free some space and writes go on");
    case errno.access:
    case errno.permission:
    case errno.readOnly:
      return unavailable("no permission to read and write the store; make its folder and files writable for this user");
    default:
      return unavailable("the store cannot be used");
  }
}

/** lmdb-js rejects with a wrapper; LMDB's own error is what the promise in it rejects with. */
export async function commitErrorOf(error: unknown): Promise<unknown> {
  if (error instanceof Error && "commitError" in error) {
    try {
      await error.commitError;
    } catch (cause) {
      return cause;
    }
  }
  return error;
}

/** `sync` exists at run time but not in lmdb-js' type declarations. */
export function syncNow(root: object): Promise<void> {
  const sync: unknown = Reflect.get(root, "sync");
  assert(typeof sync === "function", "lmdb-js has a sync method");
  return new Promise((resolve, reject) => {
    const done = (error: unknown) => (error instanceof Error ? reject(error) : resolve());
    Reflect.apply(sync, root, [done]);
  });
}
