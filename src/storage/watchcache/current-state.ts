/**
 * What the cache knows now: the tree, its indexes, and the ring of how it came about. Changed by `apply` alone, commit by commit; every
 * snapshot taken before stays as it was.
 */
import type { Revision, StoreEvent } from "../store.js";
import { Change, type FrameBook } from "./change.js";
import { type Entry, type EntryKind, liveEntry } from "./entry.js";
import { EqualityIndexes } from "./equality-index.js";
import { ItemJoiner } from "./item-parts.js";
import { Ring } from "./ring.js";
import { TreeSnapshot } from "./snapshot.js";
import {
  type EditResult,
  emptyTree,
  type Leaf,
  type TreeNode,
  treeDelete,
  treeGet,
  treeSet,
  visitLeaves,
} from "./tree.js";

export interface CurrentStateOptions {
  readonly kind: EntryKind;
  readonly book: FrameBook;
  readonly storePrefix: string;
  readonly ringSize: number;
  readonly ringBytes: number;
}

export class CurrentState {
  readonly #options: CurrentStateOptions;
  readonly #indexes = new EqualityIndexes();
  readonly #joiner: ItemJoiner;
  readonly #edit: EditResult<Entry>;
  #root: TreeNode<Entry> = emptyTree();
  /** Of all objects in the tree. */
  #bytes = 0;
  #revision: Revision = 0;
  #ring: Ring;
  #snapshot: TreeSnapshot | undefined;

  constructor(options: CurrentStateOptions) {
    this.#options = options;
    this.#joiner = new ItemJoiner(options.kind.head.itemStart, options.kind.hotBytes);
    this.#edit = { previous: undefined, onRetired: (leaf: Leaf<Entry>) => this.#joiner.retired(leaf) };
    this.#ring = this.#newRing();
  }

  get root(): TreeNode<Entry> {
    return this.#root;
  }

  get revision(): Revision {
    return this.#revision;
  }

  get ring(): Ring {
    return this.#ring;
  }

  snapshot(): TreeSnapshot {
    if (this.#snapshot?.root !== this.#root || this.#snapshot.revision !== this.#revision) {
      this.#snapshot = this.#snapshotOf(this.#root, this.#revision);
    }
    return this.#snapshot;
  }

  snapshotAt(revision: Revision): TreeSnapshot | undefined {
    if (revision > this.#revision) return undefined;
    const root = this.#ring.rootAt(revision);
    return root === undefined ? undefined : this.#snapshotOf(root, revision);
  }

  /** A snapshot of a tree that was read from the store's history: nothing derived from its leaves is kept. */
  pastSnapshot(root: TreeNode<Entry>, revision: Revision): TreeSnapshot {
    visitLeaves(root, "", (leaf) => {
      leaf.retired = true;
      return true;
    });
    return this.#snapshotOf(root, revision);
  }

  /** Starts anew from a loaded tree, which may share entries with the old one; the rest of the old one is given back. */
  reset(root: TreeNode<Entry>, revision: Revision): void {
    visitLeaves(this.#root, "", (leaf) => {
      leaf.retired = true;
      this.#joiner.retired(leaf);
      for (const entry of leaf.items) if (treeGet(root, entry.key) !== entry) entry.retire();
      return true;
    });
    this.#snapshot = undefined;
    this.#indexes.clear();
    this.#ring.clear();
    this.#root = root;
    this.#bytes = bytesOf(root);
    this.#revision = revision;
    this.#ring = this.#newRing();
  }

  /** Nothing happened up to here. */
  advance(revision: Revision): void {
    this.#revision = Math.max(this.#revision, revision);
  }

  /** Takes whole commits in and tells what they changed. Throws StoreError `Corrupt`; the state must be loaded again then. */
  apply(batch: readonly StoreEvent[]): readonly Change[] {
    const changes: Change[] = [];
    // Kept for longer than it is current, it would hold every state that has been replaced since.
    this.#snapshot = undefined;
    for (const [at, event] of batch.entries()) {
      const change = this.#applyOne(event);
      if (change === undefined) continue;
      const before = changes.at(-1);
      if (before !== undefined) before.lastOfRevision = before.revision !== change.revision;
      this.#ring.push(change, this.#root);
      changes.push(change);
      this.#revision = event.revision;
      if (batch[at + 1]?.revision !== event.revision) this.#ring.trim();
    }
    return changes;
  }

  #applyOne(event: StoreEvent): Change | undefined {
    const { kind, book, storePrefix } = this.#options;
    const name = event.key.slice(storePrefix.length);
    const previous = treeGet(this.#root, name);
    if (previous === undefined && event.value === null) return undefined;
    const key = previous?.key ?? ownString(name);
    const current = event.value === null ? undefined : liveEntry(kind, key, event.value, event.revision);
    this.#root =
      current === undefined ? treeDelete(this.#root, key, this.#edit) : treeSet(this.#root, current, this.#edit);
    this.#bytes += (current?.bytes.length ?? 0) - (previous?.bytes.length ?? 0);
    this.#indexes.update(previous, current);
    previous?.retire();
    return new Change(book, { key, revision: event.revision, previous, current });
  }

  #snapshotOf(root: TreeNode<Entry>, revision: Revision): TreeSnapshot {
    return new TreeSnapshot({
      root,
      revision,
      meanObjectBytes: this.#root.size === 0 ? 0 : this.#bytes / this.#root.size,
      joiner: this.#joiner,
      candidates: (of, filter) => (of === this.#root ? this.#indexes.candidates(of, filter) : undefined),
    });
  }

  #newRing(): Ring {
    const { ringSize, ringBytes } = this.#options;
    return new Ring({ limitEvents: ringSize, limitBytes: ringBytes, revision: this.#revision, root: this.#root });
  }
}

function bytesOf(root: TreeNode<Entry>): number {
  let bytes = 0;
  visitLeaves(root, "", (leaf) => {
    for (const { bytes: own } of leaf.items) bytes += own.length;
    return true;
  });
  return bytes;
}

/** A copy that stands alone: V8 would keep the whole store key alive behind a slice of it. Keys are ASCII. */
export function ownString(slice: string): string {
  return Buffer.from(slice, "latin1").toString("latin1");
}
