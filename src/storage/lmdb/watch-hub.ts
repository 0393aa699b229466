/**
 * Watchers. Each is in one of two states: *synced* (handed every group of commits as it becomes durable) or *catching up* (reads the log
 * in slices until it meets the newest revision, then becomes synced in the same turn, so nothing falls between).
 */
import type { Logger } from "../../util/logger.js";
import { type Revision, StoreError, type StoreEvent, type StoreWatch, type WatchSink } from "../store.js";
import type { Reader } from "./reader.js";

export interface WatchHubOptions {
  readonly reader: Reader;
  readonly logger: Logger;
  /** The newest revision that was delivered to synced watchers. */
  readonly revision: () => Revision;
  /** History under the prefix is complete after this revision. */
  readonly compactedUnder: (prefix: string) => Revision;
}

interface Watch {
  readonly prefix: string;
  readonly sink: WatchSink;
  /** Everything up to here has been delivered. */
  cursor: Revision;
  closed: boolean;
}

/** Log records a catching-up watcher reads before others get their turn. */
const sliceRecords = 500;

export class WatchHub {
  readonly #options: WatchHubOptions;
  readonly #synced = new Set<Watch>();
  readonly #catchingUp = new Set<Watch>();
  #onceSynced: (() => void)[] = [];

  constructor(options: WatchHubOptions) {
    this.#options = options;
  }

  /** The sink hears nothing before this returns. */
  watch(prefix: string, from: Revision, sink: WatchSink): StoreWatch {
    const watch: Watch = { prefix, sink, cursor: from, closed: false };
    if (from >= this.#options.revision()) {
      this.#synced.add(watch);
    } else {
      this.#catchingUp.add(watch);
      setImmediate(() => this.#catchUp(watch));
    }
    return { close: () => this.#drop(watch) };
  }

  /** Events of one group, in revision order. */
  deliver(events: readonly StoreEvent[], revision: Revision): void {
    for (const watch of this.#synced) this.#hand(watch, ownEvents(events, watch), Math.max(revision, watch.cursor));
  }

  /** Resolves once nobody is catching up and every watcher was told the revision. */
  async progress(): Promise<Revision> {
    while (this.#catchingUp.size > 0) {
      await new Promise<void>((resolve) => this.#onceSynced.push(resolve));
    }
    const revision = this.#options.revision();
    for (const watch of this.#synced) {
      try {
        watch.sink.progress(revision);
      } catch (error) {
        this.#cutOff(watch, error);
      }
    }
    return revision;
  }

  closeAll(): void {
    for (const watch of [...this.#synced, ...this.#catchingUp]) {
      this.#end(watch, undefined);
    }
  }

  #catchUp(watch: Watch): void {
    if (watch.closed) {
      return;
    }
    try {
      const compacted = this.#options.compactedUnder(watch.prefix);
      if (watch.cursor < compacted) {
        throw new StoreError({ kind: "Compacted", requested: watch.cursor, compacted });
      }
      const range = { after: watch.cursor, upTo: this.#options.revision(), limit: sliceRecords };
      const { events, revision } = this.#options.reader.events(watch.prefix, range);
      this.#hand(watch, events, revision);
    } catch (error) {
      const cause = error instanceof StoreError ? error : unreadable(error);
      this.#end(watch, cause);
      return;
    }
    if (watch.closed) {
      return;
    }
    if (watch.cursor < this.#options.revision()) {
      setImmediate(() => this.#catchUp(watch));
      return;
    }
    this.#catchingUp.delete(watch);
    this.#synced.add(watch);
    this.#announceSynced();
  }

  /** A sink that throws breaks its promise; the others and the commit must not suffer for it. */
  #hand(watch: Watch, events: readonly StoreEvent[], revision: Revision): void {
    watch.cursor = revision;
    try {
      if (events.length > 0) {
        watch.sink.events(events);
      }
      if (!watch.closed) {
        watch.sink.progress(revision);
      }
    } catch (error) {
      this.#cutOff(watch, error);
    }
  }

  #cutOff(watch: Watch, error: unknown): void {
    this.#options.logger.error("store: a watcher failed and was cut off", {
      prefix: watch.prefix,
      error: String(error),
    });
    this.#end(watch, unreadable(error));
  }

  #end(watch: Watch, error: StoreError | undefined): void {
    if (!watch.closed) {
      this.#drop(watch);
      watch.sink.closed(error);
    }
  }

  #drop(watch: Watch): void {
    watch.closed = true;
    this.#synced.delete(watch);
    if (this.#catchingUp.delete(watch)) {
      this.#announceSynced();
    }
  }

  #announceSynced(): void {
    if (this.#catchingUp.size === 0) {
      const waiting = this.#onceSynced;
      this.#onceSynced = [];
      for (const resolve of waiting) {
        resolve();
      }
    }
  }
}

const noEvents: readonly StoreEvent[] = [];

/** Most groups are one event, and most watches are of another kind. */
function ownEvents(events: readonly StoreEvent[], { prefix, cursor }: Watch): readonly StoreEvent[] {
  const isOwn = ({ key, revision }: StoreEvent): boolean => key.startsWith(prefix) && revision > cursor;
  if (events.length !== 1) return events.filter(isOwn);
  return isOwn(events[0] as StoreEvent) ? events : noEvents;
}

function unreadable(error: unknown): StoreError {
  return new StoreError({ kind: "Unavailable", detail: `the watch failed: ${String(error)}` }, { cause: error });
}
