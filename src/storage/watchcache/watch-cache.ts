/**
 * The border between the watch cache and its readers: one cache per stored resource, fed by the store's log, read by every GET, LIST and
 * WATCH. Reads are synchronous once `ready()` answers undefined.
 */
import type { KubeObject } from "../../meta/object.js";
import type { Revision, Store, StoreError } from "../store.js";

export interface WatchCacheOptions {
  readonly store: Store;
  /** Everything under it belongs to the cache: `/registry/pods/`. A cache key is the rest: `<namespace>/<name>` or `<name>`. */
  readonly storePrefix: string;
  /** How every stored value begins: `{"kind":"Pod","apiVersion":"v1","metadata":{`; the resource version goes right behind it. */
  readonly head: string;
  /** How to read values that begin otherwise. Absent: they are what the head says, written by someone else. */
  readonly otherForms?: OtherForms;
  /** Fields that field selectors can name, by label; "" where the object has none. */
  readonly fields: Readonly<Record<string, (object: KubeObject) => string>>;
  /** Events kept in memory for resuming watches and for reads at older revisions. */
  readonly ringSize: number;
}

/** Values of a resource that do not begin with its head: objects stored in another version. */
export interface OtherForms {
  /** Called before values are read; undefined: nothing to wait for. */
  ready(): Promise<unknown> | undefined;
  /** A value in the form that begins with the head; undefined: its version is the head's. Synchronous once ready. */
  recode(object: KubeObject): Buffer | undefined;
  /** Version values are written in, where that is not the head's. */
  readonly writtenAs: string | undefined;
}

/** One object at one revision; immutable. */
export interface CacheEntry {
  readonly key: string;
  readonly revision: Revision;
  /** Complete JSON as a client gets it, resourceVersion included. Must not be written to. */
  readonly bytes: Buffer;
  /** Parsed on first use and kept. */
  readonly labels: Readonly<Record<string, string>>;
  /** Value of a selectable field; undefined when the cache does not know the label. */
  field(label: string): string | undefined;
  /** A fresh decoded copy, the caller's to change; resourceVersion included. */
  object(): KubeObject;
  /** Its value lies in the store otherwise than it would be written now: in another version, or in another order. */
  readonly isOutdated: boolean;
  /** Another encoding of the same object, made once per revision and form (`table`, `pb`, `v1beta1` …). */
  form(form: string, make: (entry: CacheEntry) => Buffer): Buffer;
}

/** An encoding of list items. Same name, same bytes. */
export interface ItemForm {
  readonly name: string;
  /** With what separates it from the item before it. */
  readonly make: (entry: CacheEntry) => Buffer;
  /** So cheap to make that only the joined items are kept. */
  readonly fleeting?: boolean;
  /** So large that nothing is kept. */
  readonly unkept?: boolean;
  /** What was made has gaps that time fills. */
  readonly aging?: Aging;
}

export interface Aging {
  /** In ms since the epoch. */
  readonly now: number;
  readonly filler: () => Filler;
}

/** Fills what was made of several items. */
export interface Filler {
  /** Writes it to `target` from `at` on, in no more bytes than it has; answers where it ends. */
  fill(made: Buffer, target: Buffer, at: number): number;
  /** Everything filled so far reads the same until then (ms since the epoch). */
  readonly until: number;
}

/** What a list or watch selects. Entries are immutable, so an answer holds for good. */
export interface EntryFilter {
  /** Same id, same answers: lets watchers share work. */
  readonly id: string;
  matches(entry: CacheEntry): boolean;
  /** Pairs every match must have; an index may be used for one of them. */
  readonly labelEquals: readonly (readonly [label: string, value: string])[];
  readonly fieldEquals: readonly (readonly [label: string, value: string])[];
}

export interface RangeOptions {
  /** `<namespace>/` or "" for all. */
  readonly prefix: string;
  /** The smallest key wanted; it need not exist. */
  readonly from?: string;
  readonly limit?: number;
  readonly filter?: EntryFilter;
}

export interface RangeResult {
  readonly entries: readonly CacheEntry[];
  /** True when the limit was reached and more keys follow, matching ones or not: as kube-apiserver counts them. */
  readonly more: boolean;
  /** How many keys follow the last entry; undefined when a filter makes counting a scan. */
  readonly remaining?: number;
}

/** A frozen state of the cache; keeping one costs only what has changed since. */
export interface Snapshot {
  readonly revision: Revision;
  /** Bytes of an object of this resource, on average: what a list will cost, known before it is made. */
  readonly meanObjectBytes: number;
  get(key: string): CacheEntry | undefined;
  count(prefix: string): number;
  range(options: RangeOptions): RangeResult;
  /**
   * The JSON of all items under a prefix, comma-separated, as buffers to be sent one after the other ([] when there are none). Items
   * have no kind and apiVersion. Whole tree leaves are joined once and kept while hot, so an unchanged list costs no copy.
   */
  itemParts(prefix: string): readonly Buffer[];
  /**
   * What `form` makes of each item under a prefix, one after the other; made, joined and kept as `itemParts`, as it is asked for.
   * undefined: nothing yet, but a good moment to let others run.
   */
  formParts(prefix: string, form: ItemForm): IterableIterator<Buffer | undefined>;
}

export type WatchEventType = "ADDED" | "MODIFIED" | "DELETED";

/** One change, shared by all watchers that see it. */
export interface CacheEvent {
  readonly revision: Revision;
  /**
   * The object after the change; for a deletion, and for a watcher whose filter it left, the last state with the
   * revision of this change.
   */
  object(type: WatchEventType): CacheEntry;
  /** The encoded frame for this type of event, made once per form whatever the number of watchers. */
  frame(type: WatchEventType, form: string, make: (type: WatchEventType, entry: CacheEntry) => Buffer): Buffer;
}

export interface WatchOptions {
  /** Deliver changes after this revision. */
  readonly from: Revision;
  readonly prefix: string;
  readonly filter?: EntryFilter;
}

export interface WatchSink {
  /** False: took it, but wants no more until `resume()`. Never throws. */
  event(type: WatchEventType, event: CacheEvent): boolean;
  /** Over: undefined after `close()` of the cache, `Compacted` when the watcher fell behind what is kept. */
  closed(error: StoreError | undefined): void;
}

export interface CacheWatch {
  /** Everything up to here was delivered or did not match: what a bookmark may say. */
  readonly revision: Revision;
  /** The sink can take more. */
  resume(): void;
  /** `closed` is not called. Idempotent. */
  close(): void;
}

export interface WatchCache {
  /** undefined: loaded, go on synchronously. The first call starts the load. Rejects with StoreError. */
  ready(): Promise<void> | undefined;
  /** Calls of `ready` that wait for the load under way. */
  readonly loadWaiters: number;
  /** Current as of this revision of the store. */
  readonly revision: Revision;
  get(key: string): CacheEntry | undefined;
  snapshot(): Snapshot;
  /** The state at an older revision, or undefined when memory no longer holds it (the store's history may). */
  snapshotAt(revision: Revision): Snapshot | undefined;
  /** As `snapshotAt`, read from the store's history. Rejects with `Compacted` or `FutureRevision`. */
  loadSnapshot(revision: Revision): Promise<Snapshot>;
  /** Starts a watch; events after `from` come first from the ring or the store's log. `closed(Compacted)` when they are gone. */
  watch(options: WatchOptions, sink: WatchSink): CacheWatch;
  /** Resolves when `revision` has been reached; rejects after `timeoutMs` with FutureRevision. */
  waitFor(revision: Revision, timeoutMs: number): Promise<void>;
  /** True once the first load is through. */
  readonly isLoaded: boolean;
  /** Numbers for metrics. */
  stats(): {
    readonly objects: number;
    readonly watchers: number;
    readonly ringEvents: number;
    readonly framesMade: number;
  };
  close(): void;
}
