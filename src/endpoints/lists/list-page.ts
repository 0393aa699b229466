/** The page of a collection a LIST answers with, and its items' bytes. Hot path: `items`, `jsonItems`. */
import { encodeServed } from "../../registry/encode.js";
import type { VersionRuntime } from "../../registry/kind-runtime.js";
import { eachJoined } from "../../storage/watchcache/item-parts.js";
import type { CacheEntry, ItemForm, RangeResult, Snapshot } from "../../storage/watchcache/watch-cache.js";
import { entryObject } from "../resource-endpoint.js";
import type { Selection } from "../selection.js";
import { type ContinueToken, encodeContinueToken } from "./continue-token.js";

export interface ListPage {
  readonly entries: readonly CacheEntry[];
  readonly metadata: ListMetadata;
  /**
   * What `form` makes of each item, one after the other; of a whole collection from what is kept of it. Made as it is asked for;
   * undefined is a good moment to let others run.
   */
  items(form: ItemForm): IterableIterator<Buffer | undefined>;
}

export interface ListMetadata {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export interface PageRequest {
  readonly snapshot: Snapshot;
  readonly selection: Selection;
  /** 0: no limit. */
  readonly limit: number;
  readonly token: ContinueToken | undefined;
}

/** Nothing is left out, so the collection's joined bytes are the answer. */
export function isWhole({ selection, limit, token }: PageRequest): boolean {
  return selection.filter === undefined && limit === 0 && token === undefined;
}

export function pageOf(request: PageRequest): ListPage {
  const { snapshot, selection, limit, token } = request;
  const range: RangeResult = snapshot.range({
    prefix: selection.prefix,
    ...(token === undefined ? {} : { from: selection.prefix + token.start }),
    ...(limit > 0 ? { limit } : {}),
    ...(selection.filter === undefined ? {} : { filter: selection.filter }),
  });
  const last = range.entries.at(-1);
  const more = range.more && last !== undefined;
  return {
    entries: range.entries,
    metadata: {
      resourceVersion: String(snapshot.revision),
      ...(more ? { continue: tokenBehind(last.key, request) } : {}),
      ...(more && range.remaining !== undefined ? { remainingItemCount: range.remaining } : {}),
    },
    items: (form) => (isWhole(request) ? snapshot.formParts(selection.prefix, form) : eachJoined(range.entries, form)),
  };
}

/** Tokens do not name the namespace: they go on wherever they are used. */
function tokenBehind(key: string, { snapshot, selection }: PageRequest): string {
  return encodeContinueToken({ revision: snapshot.revision, start: `${key.slice(selection.prefix.length)}\0` });
}

/** Items as JSON in a version that is not the stored one, without kind and apiVersion, a comma in front. */
export function convertedItem(version: VersionRuntime): ItemForm {
  const itemStart = itemStartOf(version);
  const make = (entry: CacheEntry): Buffer => {
    const bytes = encodeServed(entryObject(entry, version));
    return Buffer.concat([itemOpening, bytes.subarray(itemStart)]);
  };
  return { name: `item;${version.name}`, make };
}

/** The items as they are stored, as JSON, comma-separated. Hot path. */
export function storedItems(page: ListPage, version: VersionRuntime): Buffer {
  return joinItems(page.entries, itemStartOf(version)).subarray(1);
}

/** As `storedItems`, few at a time, each with a comma in front. */
export function* storedItemsInSteps(page: ListPage, version: VersionRuntime): Generator<Buffer, void> {
  const itemStart = itemStartOf(version);
  for (let at = 0; at < page.entries.length; at += itemsPerStep) {
    yield joinItems(page.entries.slice(at, at + itemsPerStep), itemStart);
  }
}

const itemsPerStep = 16;

function itemStartOf(version: VersionRuntime): number {
  return Buffer.byteLength(version.head) - '"metadata":{'.length;
}

const itemOpening = Buffer.from(",{");

/** Two passes and one buffer: hundreds of small parts would cost more than their bytes. */
function joinItems(entries: readonly CacheEntry[], itemStart: number): Buffer {
  let size = 0;
  for (const { bytes } of entries) size += bytes.length - itemStart + itemOpening.length;
  const joined = Buffer.allocUnsafe(size);
  let at = 0;
  for (const { bytes } of entries) {
    at += itemOpening.copy(joined, at);
    at += bytes.copy(joined, at, itemStart);
  }
  return joined;
}
