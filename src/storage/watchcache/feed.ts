/**
 * Keeps the current state in step with the store: loads it on first use, then takes in every commit of the store's log. When the log
 * breaks off, the next `ready()` loads again; attempts that follow a failure wait, each twice as long as the one before.
 */
import { type Revision, type Store, StoreError, type StoreEvent, type StoreWatch } from "../store.js";
import type { Change } from "./change.js";
import type { CurrentState } from "./current-state.js";
import type { EntryKind } from "./entry.js";
import { loadTree } from "./load.js";
import type { Timer } from "./revision-waiters.js";

export interface FeedListener {
  /** The state has taken these in. */
  changed(changes: readonly Change[]): void;
  /** The state is current as of its revision. */
  advanced(): void;
  /** The state is no longer current; undefined: the store was closed. */
  lost(error: StoreError | undefined): void;
}

export interface FeedOptions {
  readonly store: Store;
  readonly storePrefix: string;
  readonly kind: EntryKind;
  readonly state: CurrentState;
  readonly timer: Timer;
  readonly listener: FeedListener;
}

/** First wait before loading again after a failure; it doubles up to the maximum. */
const RELOAD_DELAY_MS = 50;
const RELOAD_DELAY_MAX_MS = 5_000;
/** Loads begun anew because the revision being read was compacted meanwhile. */
const LOAD_ATTEMPTS = 5;

type Message = { readonly events: readonly StoreEvent[] } | { readonly progress: Revision };

/** One subscription to the store's log; messages of one that is no longer the current one are ignored. */
interface Subscription {
  watch: StoreWatch | undefined;
}

export class Feed {
  readonly #options: FeedOptions;
  /** Undefined: not loaded. */
  #subscription: Subscription | undefined;
  #loading: Promise<void> | undefined;
  #waiting = 0;
  #failures = 0;
  #closed = false;
  #endDelay: (() => void) | undefined;
  #messages: Message[] = [];
  #working = false;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  get live(): boolean {
    return this.#subscription !== undefined;
  }

  /** Calls of `ready` that wait for the load under way. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Undefined: the state is loaded and followed. Rejects with StoreError. */
  ready(): Promise<void> | undefined {
    if (this.#subscription !== undefined) return undefined;
    this.#waiting++;
    this.#loading ??= this.#start().finally(() => {
      this.#loading = undefined;
      this.#waiting = 0;
    });
    return this.#loading;
  }

  /** Asks the store how far it is, and takes the answer for progress. Rejects with StoreError. */
  async poll(): Promise<void> {
    const subscription = this.#subscription;
    const progress = await this.#options.store.progress();
    // The store has handed everything up to there to the subscription that was there when it was asked.
    if (subscription !== undefined && subscription === this.#subscription) this.#take({ progress });
  }

  close(): void {
    this.#closed = true;
    this.#subscription?.watch?.close();
    this.#subscription = undefined;
    this.#endDelay?.();
  }

  async #start(): Promise<void> {
    if (this.#failures > 0 && !this.#closed) await this.#delay();
    this.#refuseWhenClosed();
    const { kind, state, listener } = this.#options;
    try {
      await kind.otherForms?.ready();
      const { root, revision } = await this.#load();
      this.#refuseWhenClosed();
      state.reset(root, revision);
      this.#subscribe(revision);
    } catch (error) {
      this.#subscription = undefined;
      this.#failures++;
      throw error;
    }
    listener.advanced();
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new StoreError({ kind: "Unavailable", detail: "the watch cache is closed" });
  }

  async #load(): ReturnType<typeof loadTree> {
    const { store, storePrefix, kind, state } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await loadTree({ store, storePrefix, kind, known: state.root, as: "live" });
      } catch (error) {
        const compacted = error instanceof StoreError && error.fault.kind === "Compacted";
        if (!compacted || attempt === LOAD_ATTEMPTS) throw error;
      }
    }
  }

  #subscribe(from: Revision): void {
    const { store, storePrefix } = this.#options;
    const subscription: Subscription = { watch: undefined };
    const isCurrent = (): boolean => this.#subscription === subscription;
    this.#subscription = subscription;
    const watch = store.watch(storePrefix, from, {
      events: (events) => void (isCurrent() && this.#take({ events })),
      progress: (progress) => void (isCurrent() && this.#take({ progress })),
      closed: (error) => void (isCurrent() && this.#lose(error)),
    });
    if (isCurrent()) subscription.watch = watch;
    else watch.close();
  }

  /** In order, one at a time: a watcher's sink may commit, and the store may answer that from inside the sink's call. */
  #take(message: Message): void {
    this.#messages.push(message);
    if (this.#working) return;
    this.#working = true;
    try {
      for (let next = this.#messages.shift(); next !== undefined; next = this.#messages.shift()) this.#work(next);
    } finally {
      this.#working = false;
    }
  }

  #work(message: Message): void {
    const { state, listener } = this.#options;
    this.#failures = 0;
    if ("progress" in message) {
      state.advance(message.progress);
    } else {
      const changes = this.#apply(message.events);
      if (changes === undefined) return;
      listener.changed(changes);
    }
    listener.advanced();
  }

  #apply(events: readonly StoreEvent[]): readonly Change[] | undefined {
    try {
      return this.#options.state.apply(events);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#lose(error);
      return undefined;
    }
  }

  #lose(error: StoreError | undefined): void {
    this.#subscription?.watch?.close();
    this.#subscription = undefined;
    this.#messages = [];
    this.#failures++;
    this.#options.listener.lost(error);
  }

  #delay(): Promise<void> {
    const delayMs = Math.min(RELOAD_DELAY_MS * 2 ** (this.#failures - 1), RELOAD_DELAY_MAX_MS);
    return new Promise((resolve) => {
      const cancel = this.#options.timer(delayMs, resolve);
      this.#endDelay = () => {
        cancel();
        resolve();
      };
    });
  }
}
