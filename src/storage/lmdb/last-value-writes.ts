/**
 * Which revisions wrote keys of which only the last value matters (leases, events). They are few, and the log has them among everything
 * else: to look through it every minute would be work for each write of every kind.
 */
import type { Revision, StoreEvent } from "../store.js";

/** Notes of one prefix: 8 bytes each. With more of them the log is looked through after all. */
const maxNotes = 100_000;

interface Notes {
  /** Nothing is known of revisions up to here: they were written before the start, or there were too many. */
  unknownThrough: Revision;
  /** Ascending, each once. */
  revisions: Revision[];
}

export class LastValueWrites {
  readonly #notes = new Map<string, Notes>();
  readonly #maxNotes: number;

  /** `revision`: what the store had written when it was opened. */
  constructor(prefixes: readonly string[], revision: Revision, limit = maxNotes) {
    for (const prefix of prefixes) this.#notes.set(prefix, { unknownThrough: revision, revisions: [] });
    this.#maxNotes = limit;
  }

  /** Of a durable group, in revision order. */
  note(events: readonly StoreEvent[]): void {
    for (const [prefix, notes] of this.#notes) {
      for (const { key, revision } of events) {
        if (!key.startsWith(prefix) || notes.revisions.at(-1) === revision) continue;
        notes.revisions.push(revision);
        if (notes.revisions.length <= this.#maxNotes) continue;
        notes.revisions = [];
        notes.unknownThrough = revision;
      }
    }
  }

  /** Takes the notes up to a revision; revisions up to `unknownThrough` have none and must be looked at one by one. */
  take(prefix: string, through: Revision): Readonly<Notes> {
    const notes = this.#notes.get(prefix);
    if (notes === undefined) return { unknownThrough: through, revisions: [] };
    const later = notes.revisions.findIndex((revision) => revision > through);
    const revisions = notes.revisions.splice(0, later < 0 ? notes.revisions.length : later);
    return { unknownThrough: Math.min(notes.unknownThrough, through), revisions };
  }
}
