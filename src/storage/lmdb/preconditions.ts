/** What is checked before a commit is accepted. Nothing has been written when one of these throws. */
import { assert } from "../../util/assert.js";
import { type Commit, type Precondition, type Revision, StoreError } from "../store.js";
import { maxKeyBytes } from "./environment.js";

/** NUL ends a key in the index; half a surrogate pair has no UTF-8. */
const unfitForKeys = /[\0\p{Surrogate}]/u;

export function checkWrites({ writes }: Commit, maxValueBytes: number): void {
  for (const { key, value } of writes) {
    assert(key !== "" && isFit(key), "a key is UTF-8 text without NUL");
    if (value !== null && value.length > maxValueBytes) {
      throw new StoreError({ kind: "TooLarge", key, bytes: value.length, limit: maxValueBytes });
    }
    if (Buffer.byteLength(key) > maxKeyBytes) {
      throw new StoreError({ kind: "TooLarge", key, bytes: Buffer.byteLength(key), limit: maxKeyBytes });
    }
  }
  if (writes.length > 1) checkTwice(writes);
}

function checkTwice(writes: Commit["writes"]): void {
  const keys = new Set<string>();
  for (const { key } of writes) {
    assert(!keys.has(key), `a commit writes ${key} twice`);
    keys.add(key);
  }
}

/** A look at the characters of a plain key costs less than a regular expression that has to be found in memory first. */
function isFit(key: string): boolean {
  for (let at = 0; at < key.length; at++) {
    const code = key.charCodeAt(at);
    if (code === 0 || code > 0x7f) return !unfitForKeys.test(key);
  }
  return true;
}

export function checkPrecondition({ key, revision }: Precondition, actual: Revision): void {
  if (actual === revision) {
    return;
  }
  if (revision === 0) {
    throw new StoreError({ kind: "KeyExists", key, revision: actual });
  }
  if (actual === 0) {
    throw new StoreError({ kind: "KeyNotFound", key });
  }
  throw new StoreError({ kind: "RevisionConflict", key, expected: revision, actual });
}
