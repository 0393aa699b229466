/**
 * Leases: durable before they are granted, and alive across restarts because their end is kept as a wall-clock time. When one ends, the
 * keys it still holds are deleted in one commit.
 */
import type { Clock } from "../../util/clock.js";
import type { Logger } from "../../util/logger.js";
import { type LeaseId, type Revision, StoreError, type Write } from "../store.js";
import { type Environment, toStoreError } from "./environment.js";
import { readUint64, uint64 } from "./records.js";
import type { Writer } from "./writer.js";

export interface LeasesOptions {
  readonly environment: Environment;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** After a failure to delete (a full disk) the next attempt waits this long. */
const retryMs = 1000;
/** setTimeout takes no more than 31 bits of milliseconds. */
const longestSleepMs = 2 ** 31 - 1;

export class Leases {
  readonly #options: LeasesOptions;
  readonly #expiry = new Map<LeaseId, number>();
  /** Given out no more, though their keys may still be there. */
  readonly #ended = new Set<LeaseId>();
  readonly #stopped = new AbortController();
  #last: LeaseId;
  #wake = new AbortController();
  #loop: Promise<void>;

  constructor(options: LeasesOptions) {
    this.#options = options;
    const { meta, lease } = options.environment;
    const last = meta.get("lastLease");
    this.#last = last === undefined ? 0 : readUint64(last, 0);
    for (const { key, value } of lease.getRange({ start: uint64(0) })) {
      this.#expiry.set(readUint64(key, 0), readUint64(value, 0));
    }
    // Not at once: leases that ended while the store was closed are ended through the store, which is still being put together.
    this.#loop = Promise.resolve().then(() => this.#run());
  }

  async grant(ttlSeconds: number): Promise<LeaseId> {
    this.#last += 1;
    const id = this.#last;
    const expiresAtMs = Math.ceil(this.#options.clock.nowMs() + ttlSeconds * 1000);
    await this.#options.writer.maintain(0, ({ lease, meta }) => {
      lease.put(uint64(id), uint64(expiresAtMs));
      meta.put("lastLease", uint64(id));
    });
    this.#expiry.set(id, expiresAtMs);
    this.#wake.abort();
    return id;
  }

  /** A key cannot be tied to a lease that has ended. Called when a write is accepted, not before, or it could slip past the end. */
  check(writes: readonly Write[]): void {
    for (const { lease } of writes) {
      if (lease !== undefined && (!this.#expiry.has(lease) || this.#ended.has(lease))) {
        throw new StoreError({ kind: "KeyNotFound", key: `lease/${lease}` });
      }
    }
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    this.#wake.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const now = this.#options.clock.nowMs();
      let next = Number.POSITIVE_INFINITY;
      for (const [id, expiresAtMs] of this.#expiry) {
        const due = expiresAtMs <= now ? !(await this.#end(id)) && now + retryMs : expiresAtMs;
        next = Math.min(next, due === false ? next : due);
      }
      this.#wake = new AbortController();
      if (!this.#stopped.signal.aborted) {
        const ms = Math.min(longestSleepMs, Math.max(0, next - this.#options.clock.nowMs()));
        await this.#options.clock.sleep(ms, { signal: this.#wake.signal, unref: true });
      }
    }
  }

  /** False: try again later. */
  async #end(id: LeaseId): Promise<boolean> {
    this.#ended.add(id);
    try {
      // Writes that were accepted before the end must be on disk to be found.
      await this.#options.writer.commit({ preconditions: [], writes: [] }, { extra: () => {} });
      await this.#deleteAll(id, [...this.#heldBy(id)]);
      this.#expiry.delete(id);
      this.#ended.delete(id);
      return true;
    } catch (error) {
      const { message } = toStoreError(error, this.#options.environment.file);
      this.#options.logger.warn("store: the keys of an ended lease could not be deleted yet", {
        lease: id,
        error: message,
      });
      return false;
    }
  }

  #deleteAll(id: LeaseId, keys: readonly string[]): Promise<Revision> {
    const commit = { preconditions: [], writes: keys.map((key) => ({ key, value: null })) };
    return this.#options.writer.commit(commit, {
      heldBy: id,
      extra: ({ lease, leased }) => {
        lease.remove(uint64(id));
        for (const key of keys) {
          leased.remove(Buffer.concat([uint64(id), Buffer.from(key)]));
        }
      },
    });
  }

  *#heldBy(id: LeaseId): Generator<string> {
    for (const key of this.#options.environment.leased.getKeys({ start: uint64(id), end: uint64(id + 1) })) {
      yield Buffer.from(key).toString("utf8", 8);
    }
  }
}
