/**
 * Between a stored value and the bytes a client gets. A stored value begins with the kind's head,
 * `{"kind":"Pod","apiVersion":"v1","metadata":{`, and the served form has `"resourceVersion":"7",` spliced in right behind it.
 *
 * Example: stored `…"metadata":{"name":"a"},"spec":{}}` at revision 7 is served as
 * `…"metadata":{"resourceVersion":"7","name":"a"},"spec":{}}`.
 */
import { parseJson, stringifyMarked } from "../../meta/exact-json.js";
import type { KubeObject } from "../../meta/object.js";
import { type Revision, StoreError } from "../store.js";
import type { OtherForms } from "./watch-cache.js";

/** The head of a kind, parsed once. */
export interface ValueHead {
  readonly bytes: Buffer;
  /** Where a list item starts: the comma before `"metadata"`, which the item's `{` overwrites. */
  readonly itemStart: number;
}

const METADATA_OPENING = ',"metadata":{';
const CLOSING_BRACE = 0x7d;

export function parseHead(head: string): ValueHead {
  if (!head.endsWith(METADATA_OPENING)) throw new TypeError(`the head of a kind must end with ${METADATA_OPENING}`);
  const bytes = Buffer.from(head);
  return { bytes, itemStart: bytes.length - METADATA_OPENING.length };
}

/** What reading a value takes. */
export interface ValueReader {
  readonly head: ValueHead;
  readonly otherForms: OtherForms | undefined;
}

export interface ReadValue {
  /** In the form that begins with the head. */
  readonly value: Buffer;
  /** It is not stored as it would be written now: in another version, or in another order. */
  readonly isOutdated: boolean;
}

export function beginsWithHead({ bytes }: ValueHead, value: Buffer): boolean {
  const size = bytes.length;
  return value.length > size && value.compare(bytes, 0, size, 0, size) === 0;
}

/**
 * A value that does not begin with the head: one of another version is converted, one written by someone else is parsed and encoded again.
 * Throws StoreError `Corrupt`.
 */
export function readOther({ head, otherForms }: ValueReader, key: string, value: Buffer): ReadValue {
  const object = parseObject(key, value);
  const recoded = isObject(object["metadata"]) ? otherForms?.recode(object as KubeObject) : undefined;
  if (recoded === undefined) return { value: reencode(head, key, object), isOutdated: true };
  return { value: recoded, isOutdated: object["apiVersion"] !== otherForms?.writtenAs };
}

/** Text that goes in right behind the head. `rest` is the value's first byte behind it: empty metadata needs no comma. */
export function revisionSplice(revision: Revision, rest: number | undefined): string {
  return rest === CLOSING_BRACE ? `"resourceVersion":"${revision}"` : `"resourceVersion":"${revision}",`;
}

function reencode(head: ValueHead, key: string, object: Record<string, unknown>): Buffer {
  const { kind: _kind, apiVersion: _apiVersion, metadata, ...rest } = object;
  if (!isObject(metadata)) throw corrupt(key, "it has no metadata");
  const { resourceVersion: _resourceVersion, ...meta } = metadata;
  const others = stringifyMarked(rest);
  const tail = others === "{}" ? "}" : `,${others.slice(1)}`;
  return Buffer.from(`${head.bytes}${JSON.stringify(meta).slice(1)}${tail}`);
}

function parseObject(key: string, value: Buffer): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = parseJson(value);
  } catch (cause) {
    throw corrupt(key, "it is not JSON", cause);
  }
  if (!isObject(parsed)) throw corrupt(key, "it is not a JSON object");
  return parsed;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function corrupt(key: string, detail: string, cause?: unknown): StoreError {
  return new StoreError({ kind: "Corrupt", detail: `the stored value of ${key} cannot be read: ${detail}` }, { cause });
}
