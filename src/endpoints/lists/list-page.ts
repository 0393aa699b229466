/** The page of a collection a LIST answers with, and its items' bytes. Hot path: `items`, `jsonItems`. */
import { encodeServed } from "../../registry/encode.js";
import type { VersionRuntime } from "../../registry/kind-runtime.js";
import type { CacheEntry, ItemForm, RangeResult, Snapshot } from "../../storage/watchcache/watch-cache.js";
import { entryObject } from "../resource-endpoint.js";
import type { Selection } from "../selection.js";
import { type ContinueToken, encodeContinueToken } from "./continue-token.js";

export interface ListPage {
  readonly entries: readonly CacheEntry[];
  readonly metadata: ListMetadata;
  /** What `form` makes of each item, one after the other; of a whole collection from what is kept of it. */
  items(form: ItemForm): readonly Buffer[];
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
    items: (form) =>
      isWhole(request)
        ? snapshot.formParts(selection.prefix, form)
        : [Buffer.concat(range.entries.map((entry) => entry.form(form.name, form.make)))],
  };
}

/** Tokens do not name the namespace: they go on wherever they are used. */
function tokenBehind(key: string, { snapshot, selection }: PageRequest): string {
  return encodeContinueToken({ revision: snapshot.revision, start: `${key.slice(selection.prefix.length)}\0` });
}

/** The items as JSON in a version, comma-separated, without kind and apiVersion. */
export function jsonItems(page: ListPage, version: VersionRuntime): readonly Buffer[] {
  const { conversion } = version;
  const itemStart = Buffer.byteLength(version.head) - '"metadata":{'.length;
  if (conversion === undefined) return [joinItems(page.entries, itemStart)];
  const make = (entry: CacheEntry): Buffer => {
    const bytes = encodeServed(entryObject(entry, version));
    return Buffer.concat([itemOpening, bytes.subarray(itemStart)]);
  };
  return withoutFirstComma(page.items({ name: `item;${version.name}`, make }));
}

const itemOpening = Buffer.from(",{");

/** Of parts whose items each begin with a comma. */
export function withoutFirstComma(parts: readonly Buffer[]): readonly Buffer[] {
  return parts.map((part, index) => (index === 0 ? part.subarray(1) : part));
}

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
  return joined.subarray(Math.min(1, size));
}
