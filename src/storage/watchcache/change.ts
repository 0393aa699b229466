/**
 * One change of one key: what it was before and after, and the frames made of it. All watchers that see the change share this object, so
 * a frame is encoded once per type and form whatever their number.
 */
import type { Revision } from "../store.js";
import type { Entry } from "./entry.js";
import type { HotBytes, HotItem } from "./hot-bytes.js";
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
  /** In the ring, where frames are worth keeping and are counted; others are shared by nobody. */
  kept = false;
  readonly #book: FrameBook;
  #deleted: Entry | undefined = undefined;
  #frames: Map<string, Buffer> | undefined = undefined;
  // The frame asked for last: a thousand watchers of one form in a row ask for the same.
  #lastType: WatchEventType = "ADDED";
  #lastForm = "";
  #lastFrame: Buffer | undefined = undefined;

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
    if (this.#lastFrame !== undefined && this.#lastForm === form && this.#lastType === type) return this.#lastFrame;
    const id = `${type}/${form}`;
    let frame = this.#frames?.get(id);
    if (frame === undefined) {
      frame = make(type, this.object(type));
      this.#book.framesMade++;
      this.#frames ??= new Map();
      this.#frames.set(id, frame);
      if (this.kept) this.#book.hotBytes.add(this, frame.length + FRAME_OVERHEAD_BYTES);
    }
    this.#lastType = type;
    this.#lastForm = form;
    this.#lastFrame = frame;
    return frame;
  }

  dropMemo(): void {
    this.#frames = undefined;
    this.#lastFrame = undefined;
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
