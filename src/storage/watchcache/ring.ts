/**
 * The newest changes in memory, each with the root of the tree after it: a watch resumes from here, and the state at an older revision is
 * a lookup. Bounded in number and in the bytes that only it keeps alive.
 *
 * Changes of one revision come and go together, so the ring never starts in the middle of a commit.
 */
import type { Revision } from "../store.js";
import type { Change } from "./change.js";
import type { Entry } from "./entry.js";
import type { TreeNode } from "./tree.js";

/** Superseded states kept for resuming watches, per cache. */
export const RING_BYTES_LIMIT = 16 * 1024 * 1024;

/** How far a reader of the log has come. */
export interface Cursor {
  /** Every change up to here was consumed. */
  readonly revision: Revision;
  /** Changes of the next revision were consumed up to and including this key. */
  readonly partial?: { readonly revision: Revision; readonly key: string };
}

/** The cursor right behind a change. */
export function cursorAfter(change: Change): Cursor {
  const { key, revision } = change;
  return change.lastOfRevision ? { revision } : { revision: revision - 1, partial: { revision, key } };
}

export interface RingOptions {
  readonly limitEvents: number;
  readonly limitBytes: number;
  /** State before the first change. */
  readonly revision: Revision;
  readonly root: TreeNode<Entry>;
}

export class Ring {
  readonly #limitEvents: number;
  readonly #limitBytes: number;
  /** Live from `#head` on; what lies before was let go and is cut off now and then. */
  #changes: (Change | undefined)[] = [];
  #roots: (TreeNode<Entry> | undefined)[] = [];
  #head = 0;
  #bytes = 0;
  #baseRevision: Revision;
  #baseRoot: TreeNode<Entry>;

  constructor(options: RingOptions) {
    this.#limitEvents = options.limitEvents;
    this.#limitBytes = options.limitBytes;
    this.#baseRevision = options.revision;
    this.#baseRoot = options.root;
  }

  get size(): number {
    return this.#changes.length - this.#head;
  }

  /** The oldest state that is still known; every change after it is here. */
  get baseRevision(): Revision {
    return this.#baseRevision;
  }

  /** Appends a change and the tree after it. Call `trim` when its commit is complete. */
  push(change: Change, root: TreeNode<Entry>): void {
    change.kept = true;
    this.#changes.push(change);
    this.#roots.push(root);
    this.#bytes += change.previous?.bytes.length ?? 0;
  }

  /** Lets the oldest commits go until the limits hold. */
  trim(): void {
    while (this.size > 0 && (this.size > this.#limitEvents || this.#bytes > this.#limitBytes)) this.#dropCommit();
    if (this.#head > 64 && this.#head * 2 > this.#changes.length) {
      this.#changes = this.#changes.slice(this.#head);
      this.#roots = this.#roots.slice(this.#head);
      this.#head = 0;
    }
  }

  /** The state at a revision, which must not lie in the future; undefined when it is older than the ring. */
  rootAt(revision: Revision): TreeNode<Entry> | undefined {
    if (revision < this.#baseRevision) return undefined;
    const at = this.#firstAfter(revision) - 1;
    return at < this.#head ? this.#baseRoot : this.#roots[at];
  }

  /** Every change behind the cursor, oldest first; undefined when some of them are gone. */
  changesAfter(cursor: Cursor): Change[] | undefined {
    if (cursor.revision < this.#baseRevision) return undefined;
    let at = this.#firstAfter(cursor.revision);
    if (cursor.partial !== undefined) {
      const { revision, key } = cursor.partial;
      let behind = at;
      while (this.#changes[behind]?.revision === revision) if (this.#changes[behind++]?.key === key) at = behind;
    }
    return this.#changes.slice(at) as Change[];
  }

  /** Lets everything go. */
  clear(): void {
    for (let at = this.#head; at < this.#changes.length; at++) this.#changes[at]?.retire();
    this.#changes = [];
    this.#roots = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  #dropCommit(): void {
    const revision = this.#changes[this.#head]?.revision;
    while (this.#changes[this.#head]?.revision === revision && this.size > 0) {
      const change = this.#changes[this.#head] as Change;
      this.#baseRoot = this.#roots[this.#head] as TreeNode<Entry>;
      this.#baseRevision = change.revision;
      this.#bytes -= change.previous?.bytes.length ?? 0;
      change.retire();
      this.#changes[this.#head] = undefined;
      this.#roots[this.#head] = undefined;
      this.#head++;
    }
  }

  #firstAfter(revision: Revision): number {
    let low = this.#head;
    let high = this.#changes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#changes[middle] as Change).revision > revision) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
