/**
 * One change of one key: what it was before and after, and the frames made of it. All watchers that see the change share this object, so
 * a frame is encoded once per type and form whatever their number.
 */
import type { Revision } from "../store.js";
import type { Entry } from "./entry.js";
import type { HotBytes, HotItem, HotSlot } from "./hot-bytes.js";
import type { CacheEntry, CacheEvent, EntryFilter, WatchEventType } from "./watch-cache.js";

/** Where frames are counted, in number and in bytes. */
export interface FrameBook {
  framesMade: number;
  readonly hotBytes: HotBytes;
}

export interface ChangeParts {
  readonly key: string;
  readonly revision: Revision;
  readonly previous: Entry | undefined;
  readonly current: Entry | undefined;
}

interface MadeFrame {
  readonly type: WatchEventType;
  readonly form: string;
  readonly frame: Buffer;
}

/** Bookkeeping of one kept frame, beside its bytes. */
const FRAME_OVERHEAD_BYTES = 128;

export class Change implements CacheEvent, HotItem {
  readonly key: string;
  readonly revision: Revision;
  /** State before; undefined: the key was absent. */
  readonly previous: Entry | undefined;
  /** State after; undefined: the key was deleted. */
  readonly current: Entry | undefined;
  /** No further change of this revision follows. */
  lastOfRevision = true;
  hot = false;
  slot: HotSlot | undefined = undefined;
  /** In the ring, where frames are worth keeping and are counted; others are shared by nobody. */
  kept = false;
  readonly #book: FrameBook;
  #deleted: Entry | undefined = undefined;
  /** One for each way somebody watches, mostly a single one: looked through, because a map of one is dearer to make than to do without. */
  #frames: MadeFrame[] | undefined = undefined;
  /** Asked for last: a thousand watchers of one form in a row ask for the same. */
  #last: MadeFrame | undefined = undefined;

  constructor(book: FrameBook, parts: ChangeParts) {
    this.#book = book;
    this.key = parts.key;
    this.revision = parts.revision;
    this.previous = parts.previous;
    this.current = parts.current;
  }

  object(type: WatchEventType): Entry {
    if (type !== "DELETED") {
      if (this.current === undefined) throw new TypeError(`a deletion has no object of type ${type}`);
      return this.current;
    }
    if (this.#deleted === undefined) {
      if (this.previous === undefined) throw new TypeError("a creation has no object of type DELETED");
      this.#deleted = this.previous.deletedAt(this.revision);
    }
    return this.#deleted;
  }

  frame(type: WatchEventType, form: string, make: (type: WatchEventType, entry: CacheEntry) => Buffer): Buffer {
    this.hot = true;
    const last = this.#last;
    if (last !== undefined && last.form === form && last.type === type) return last.frame;
    let made = this.#frames?.find((known) => known.form === form && known.type === type);
    if (made === undefined) {
      made = { type, form, frame: make(type, this.object(type)) };
      this.#book.framesMade++;
      if (this.#frames === undefined) this.#frames = [made];
      else this.#frames.push(made);
      if (this.kept) this.#book.hotBytes.add(this, made.frame.length + FRAME_OVERHEAD_BYTES);
    }
    this.#last = made;
    return made.frame;
  }

  dropMemo(): void {
    this.#frames = undefined;
    this.#last = undefined;
    this.#deleted = undefined;
  }

  /** It left the ring. */
  retire(): void {
    this.kept = false;
    this.#book.hotBytes.remove(this);
  }
}

/**
 * How a change looks through a filter, as kube-apiserver tells it: an object that starts to match is added, one that no longer matches is
 * deleted. Undefined: not at all.
 */
export function typeSeen(change: Change, filter: EntryFilter | undefined): WatchEventType | undefined {
  const was = change.previous !== undefined && (filter === undefined || filter.matches(change.previous));
  const is = change.current !== undefined && (filter === undefined || filter.matches(change.current));
  if (is) return was ? "MODIFIED" : "ADDED";
  return was ? "DELETED" : undefined;
}
