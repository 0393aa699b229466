/**
 * What the journal has and LMDB does not have yet: the newest commits, durable and in memory. Readers look here first; the writer empties
 * it when it has put all of it into LMDB.
 */
import type { Revision, StoreEvent } from "../store.js";
import { bytesOf, type GroupCommit } from "./group.js";
import type { HeadState } from "./records.js";

/** null: deleted. */
export interface UnsettledEntry {
  readonly key: string;
  readonly state: HeadState | null;
}

export class Unsettled {
  /** LMDB has everything up to here. */
  settled: Revision;
  /** What it keeps in memory: values, and those they replaced. */
  bytes = 0;
  #commits: GroupCommit[] = [];
  /** By key: every state since `settled`, the oldest first. */
  readonly #states = new Map<string, { readonly revision: Revision; readonly state: HeadState | null }[]>();

  constructor(settled: Revision) {
    this.settled = settled;
  }

  get commits(): readonly GroupCommit[] {
    return this.#commits;
  }

  /** The newest revision there is. */
  get revision(): Revision {
    return this.settled + this.#commits.length;
  }

  /** Commits that are durable, with the revisions after the newest one. */
  add(commits: readonly GroupCommit[]): void {
    for (const { writes } of commits) {
      // Without the promise of who asked for it, which is kept by now.
      this.#commits.push({ writes });
      this.bytes += bytesOf(writes);
      const { revision } = this;
      for (const { key, value, lease } of writes) {
        const states = this.#states.get(key) ?? [];
        states.push({ revision, state: value === null ? null : { revision, lease, value } });
        this.#states.set(key, states);
      }
    }
  }

  /** LMDB has it all, and whatever was committed with it. */
  clear(settled: Revision): void {
    this.settled = settled;
    if (this.#commits.length === 0) return;
    this.#commits = [];
    this.bytes = 0;
    this.#states.clear();
  }

  /** The state of a key at `revision`; undefined: LMDB knows. */
  at(key: string, revision: Revision): HeadState | null | undefined {
    return this.#states.get(key)?.findLast((known) => known.revision <= revision)?.state;
  }

  touches(prefix: string): boolean {
    for (const key of this.#states.keys()) if (key.startsWith(prefix)) return true;
    return false;
  }

  /** Keys under `prefix` that differ from what LMDB has, as of `revision`. */
  under(prefix: string, revision: Revision): UnsettledEntry[] {
    const entries: UnsettledEntry[] = [];
    for (const key of this.#states.keys()) {
      const state = key.startsWith(prefix) ? this.at(key, revision) : undefined;
      if (state !== undefined) entries.push({ key, state });
    }
    return entries;
  }

  /** Events of keys under `prefix` after `after` and up to `upTo`. */
  events(prefix: string, after: Revision, upTo: Revision): StoreEvent[] {
    const events: StoreEvent[] = [];
    for (let revision = Math.max(after, this.settled) + 1; revision <= Math.min(upTo, this.revision); revision++) {
      for (const { key, value } of this.#commits[revision - this.settled - 1]!.writes) {
        if (key.startsWith(prefix)) events.push({ key, value, revision });
      }
    }
    return events;
  }
}
