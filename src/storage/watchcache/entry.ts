/**
 * One object at one revision: its bytes as a client gets them, and what is derived from them on first use. The state it stands for never
 * changes; only where its bytes lie may (entry-memory.ts).
 */
import { parseJson } from "../../meta/exact-json.js";
import type { KubeObject } from "../../meta/object.js";
import type { Revision } from "../store.js";
import type { EntryMemory, Slab, SlabTenant } from "./entry-memory.js";
import type { HotBytes, HotItem, HotSlot } from "./hot-bytes.js";
import { type Labels, scanLabels } from "./scan-labels.js";
import { beginsWithHead, readOther, revisionSplice, type ValueHead } from "./stored-value.js";
import type { CacheEntry, OtherForms, WatchCacheOptions } from "./watch-cache.js";

/** What all entries of a cache have in common. */
export interface EntryKind {
  readonly head: ValueHead;
  readonly fields: WatchCacheOptions["fields"];
  readonly otherForms: OtherForms | undefined;
  /** Kept here: nearly no entry is outdated, and a member would cost memory in all of them. */
  readonly outdated: WeakSet<Entry>;
  readonly memory: EntryMemory;
  readonly hotBytes: HotBytes;
}

const NO_BYTES = Buffer.alloc(0);
/** Bookkeeping of one kept encoding, beside its bytes. */
const FORM_OVERHEAD_BYTES = 128;

export class Entry implements CacheEntry, SlabTenant, HotItem {
  readonly key: string;
  readonly revision: Revision;
  bytes: Buffer = NO_BYTES;
  slab: Slab | undefined = undefined;
  slabIndex = 0;
  hot = false;
  slot: HotSlot | undefined = undefined;
  /** Part of the current state, so what is derived from it is worth keeping and is counted. */
  live = false;
  readonly #kind: EntryKind;
  #labels: Labels | undefined = undefined;
  #fields: Record<string, string> | undefined = undefined;
  #forms: Map<string, Buffer> | undefined = undefined;

  constructor(kind: EntryKind, key: string, revision: Revision) {
    this.#kind = kind;
    this.key = key;
    this.revision = revision;
  }

  get labels(): Labels {
    this.#labels ??= scanLabels(this.bytes, this.#kind.head.bytes.length);
    return this.#labels;
  }

  get isOutdated(): boolean {
    return this.#kind.outdated.has(this);
  }

  field(label: string): string | undefined {
    // The key says these two, and most field selectors ask for nothing else.
    if (label === "metadata.name") return this.key.slice(this.key.indexOf("/") + 1);
    if (label === "metadata.namespace") return this.key.slice(0, Math.max(this.key.indexOf("/"), 0));
    if (!Object.hasOwn(this.#kind.fields, label)) return undefined;
    this.#fields ??= this.#readFields();
    return this.#fields[label];
  }

  object(): KubeObject {
    return parseJson(this.bytes) as KubeObject;
  }

  form(form: string, make: (entry: CacheEntry) => Buffer): Buffer {
    this.hot = true;
    const kept = this.#forms?.get(form);
    if (kept !== undefined) return kept;
    const made = make(this);
    this.#forms ??= new Map();
    this.#forms.set(form, made);
    if (this.live) this.#kind.hotBytes.add(this, made.length + FORM_OVERHEAD_BYTES);
    return made;
  }

  dropMemo(): void {
    this.#forms = undefined;
  }

  /** It left the current state: gives back what only a current entry may hold. */
  retire(): void {
    this.live = false;
    this.#kind.hotBytes.remove(this);
    this.#kind.memory.retire(this);
  }

  /** The same object as it is told in a DELETED event: with the revision of the deletion. */
  deletedAt(revision: Revision): Entry {
    const head = this.#kind.head.bytes.length;
    const old = revisionSplice(this.revision, undefined).length - 1;
    const splice = `"resourceVersion":"${revision}"`;
    const entry = new Entry(this.#kind, this.key, revision);
    entry.bytes = Buffer.allocUnsafe(this.bytes.length - old + splice.length);
    this.bytes.copy(entry.bytes, 0, 0, head);
    entry.bytes.write(splice, head, "latin1");
    this.bytes.copy(entry.bytes, head + splice.length, head + old);
    return entry;
  }

  #readFields(): Record<string, string> {
    const object = this.object();
    const fields: Record<string, string> = {};
    for (const [label, read] of Object.entries(this.#kind.fields)) fields[label] = read(object);
    return fields;
  }
}

/** An entry of the current state, its bytes packed with the others. Throws StoreError `Corrupt`. */
export function liveEntry(kind: EntryKind, key: string, value: Buffer, revision: Revision): Entry {
  const entry = new Entry(kind, key, revision);
  entry.live = true;
  encode(kind, entry, value, (size) => kind.memory.allocate(entry, size));
  return entry;
}

/** An entry of a past state, gone when its reader lets go of it. Throws StoreError `Corrupt`. */
export function pastEntry(kind: EntryKind, key: string, value: Buffer, revision: Revision): Entry {
  const entry = new Entry(kind, key, revision);
  encode(kind, entry, value, (size) => {
    entry.bytes = Buffer.allocUnsafe(size);
    return entry.bytes;
  });
  return entry;
}

function encode(kind: EntryKind, entry: Entry, stored: Buffer, allocate: (size: number) => Buffer): void {
  let value = stored;
  let isOutdated = kind.otherForms?.writtenAs !== undefined;
  if (!beginsWithHead(kind.head, stored)) ({ value, isOutdated } = readOther(kind, entry.key, stored));
  if (isOutdated) kind.outdated.add(entry);
  const head = kind.head.bytes.length;
  const splice = revisionSplice(entry.revision, value[head]);
  const bytes = allocate(value.length + splice.length);
  value.copy(bytes, 0, 0, head);
  bytes.write(splice, head, "latin1");
  value.copy(bytes, head + splice.length, head);
}
