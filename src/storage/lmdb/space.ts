/**
 * Room on the disk before LMDB needs it. LMDB maps its lock file with holes in it, and a process that touches a page for which there is no
 * room is ended by a signal; a file it cannot begin ends the process in lmdb-js. So the bytes are written here first, by calls that fail.
 */
import fs from "node:fs";
import { StoreError } from "../store.js";

/** What LMDB makes of `maxReaders` readers, with room to spare. */
const bytesPerReader = 64;
const lockHeaderBytes = 4096;

/** A new store takes a twentieth of it; the rest is for the first objects. */
const newStoreBytes = 2 ** 20;

/** Gives LMDB's lock file all its pages. Only for who may open the store: what the file held is gone then. */
export function reserveLockFile(file: string, maxReaders: number): void {
  const wanted = maxReaders * bytesPerReader + lockHeaderBytes;
  const found = fs.statSync(file, { throwIfNoEntry: false });
  if (found !== undefined && found.size >= wanted && found.blocks * 512 >= found.size) return;
  write(file, Math.max(wanted, found?.size ?? 0));
}

/** Fails where there is no room for a new store, and leaves nothing behind. */
export function proveSpace(file: string): void {
  write(file, newStoreBytes);
  fs.rmSync(file, { force: true });
}

/** Other faults than a lack of room, a file system that is read-only for one, are LMDB's to tell. */
function write(file: string, bytes: number): void {
  try {
    fs.writeFileSync(file, Buffer.alloc(bytes), { mode: 0o600 });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "ENOSPC" && code !== "EDQUOT" && code !== "EFBIG") return;
    fs.rmSync(file, { force: true });
    const text = error instanceof Error ? error.message : "";
    const detail = `${file}: there is no room for the store (${text}). Free some space on the disk, or choose another --data-dir.`;
    throw new StoreError({ kind: "Unavailable", detail }, { cause: error });
  }
}
