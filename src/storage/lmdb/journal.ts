/**
 * The journal: small groups of commits become durable here, by one write to one place, and go into LMDB many at a time. A commit of LMDB
 * writes a dozen pages all over its file and waits for the disk twice; for a lone update that is most of its cost.
 *
 * The file has its full size before it is used, so a write changes nothing but its blocks. It is written past the page cache where the
 * file system can (O_DIRECT), and is on the disk when the write returns (O_DSYNC). Hot path: measured by test/bench/lmdb.bench.ts.
 */
import fs from "node:fs";
import path from "node:path";
import { type Revision, StoreError } from "../store.js";
import { syncFolder } from "./format.js";
import {
  encodeJournalGroup,
  type JournalCommit,
  type JournalReading,
  journalBytesOf,
  padded,
  readJournal,
} from "./journal-records.js";

const journalFileName = "store.journal";

/** 256 records of one block. */
const fileBytes = 2 ** 20;
/** A page of WebAssembly memory, which always lies at a multiple of 64 KiB: direct writes demand that of memory, too. */
const bufferBytes = 64 * 1024;

export function journalIn(folder: string): string {
  return path.join(folder, journalFileName);
}

/** What the journal in `folder` holds beyond `settled`. */
export function readJournalFile(folder: string, storeId: Buffer, settled: Revision): JournalReading {
  const file = journalIn(folder);
  const content = fs.existsSync(file) ? fs.readFileSync(file) : noBytes;
  return readJournal(content, storeId, settled);
}

const noBytes = Buffer.alloc(0);

/** Where a synchronous write to one place is all it takes. Elsewhere `fs` has no call that empties the disk's own cache as well. */
export const hasJournal = process.platform === "linux";

export class Journal {
  readonly #descriptor: number;
  readonly #storeId: Buffer;
  readonly #buffer: Buffer;
  #end = 0;

  constructor(descriptor: number, storeId: Buffer, buffer: Buffer) {
    this.#descriptor = descriptor;
    this.#storeId = storeId;
    this.#buffer = buffer;
  }

  hasRoomFor(commits: readonly JournalCommit[]): boolean {
    const bytes = padded(journalBytesOf(commits));
    return bytes <= this.#buffer.length && this.#end + bytes <= fileBytes;
  }

  /** Resolves when the commits are on the disk. One call at a time, and only what there is room for. */
  append(commits: readonly JournalCommit[], first: Revision): Promise<void> {
    const bytes = padded(journalBytesOf(commits));
    const record = this.#buffer.subarray(0, bytes);
    encodeJournalGroup(record, { storeId: this.#storeId, first, commits });
    return new Promise((resolve, reject) => {
      fs.write(this.#descriptor, record, 0, bytes, this.#end, (error, written) => {
        if (error !== null) {
          reject(error);
        } else if (written < bytes) {
          reject(new Error(`only ${written} of ${bytes} bytes were written`));
        } else {
          this.#end += bytes;
          resolve();
        }
      });
    });
  }

  /** LMDB has everything. What is in the file stays until it is written over; its revisions tell that it is old. */
  rewind(): void {
    this.#end = 0;
  }

  close(): void {
    fs.closeSync(this.#descriptor);
  }
}

/** Only when LMDB has what an earlier journal held. Rejects with what the file system says. */
export async function openJournal(folder: string, storeId: Buffer): Promise<Journal> {
  const file = journalIn(folder);
  await makeWhole(file);
  // Also when it was there: who made it may have ended before this.
  syncFolder(folder);
  const buffer = alignedBuffer();
  const descriptor = buffer === undefined ? undefined : openDirect(file);
  if (descriptor !== undefined && buffer !== undefined) return new Journal(descriptor, storeId, buffer);
  return new Journal(
    fs.openSync(file, fs.constants.O_WRONLY | fs.constants.O_DSYNC),
    storeId,
    Buffer.alloc(bufferBytes),
  );
}

/** Written and not only reserved: blocks that were never written cost a change of the file's own records each. */
async function makeWhole(file: string): Promise<void> {
  // Secrets will be in it.
  const handle = await fs.promises.open(file, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
  try {
    const { size } = await handle.stat();
    const missing = Math.max(0, fileBytes - size);
    const { bytesWritten } = await handle.write(Buffer.alloc(missing), 0, missing, size);
    if (bytesWritten < missing) throw new Error(`there is no room for ${file}`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** undefined where the file system knows no direct writes. */
function openDirect(file: string): number | undefined {
  const { O_WRONLY, O_DSYNC, O_DIRECT } = fs.constants;
  try {
    return fs.openSync(file, O_WRONLY | O_DSYNC | O_DIRECT);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EINVAL") return undefined;
    throw error;
  }
}

/** Of the standard, but not in the type declarations for Node. */
declare const WebAssembly: {
  readonly Memory: new (pages: {
    readonly initial: number;
    readonly maximum: number;
  }) => { readonly buffer: ArrayBuffer };
};

/** undefined where there is no WebAssembly, or no address space for it. */
function alignedBuffer(): Buffer | undefined {
  try {
    return Buffer.from(new WebAssembly.Memory({ initial: 1, maximum: 1 }).buffer);
  } catch {
    return undefined;
  }
}

export function damagedJournal(folder: string, problem: string): StoreError {
  const detail = `${journalIn(folder)}: ${problem}. Restore a backup with 'apiserver store restore', or move the journal away to go on without them.`;
  return new StoreError({ kind: "Corrupt", detail });
}
