/**
 * JSON patch (RFC 6902) with kube-apiserver's reading of it where the RFC is silent or was missed: negative list indexes count from
 * the end, replacing or copying a missing field of an object works (as null), and a path's first segment is ignored whatever it is.
 *
 * Pure: containers on the way to a change are copied once, everything else is shared with the document.
 */
import { cloneJson, copyLevel } from "../../meta/clone-json.js";
import { stringifyJson } from "../../meta/exact-json.js";
import type { JsonObject, JsonValue } from "../../meta/schema.js";
import { badRequest, failure, type StatusError } from "../../meta/status.js";
import { jsonTypeName } from "./go-format.js";
import { getField, isObject, jsonEqual, opened, setField } from "./json-document.js";

export const maxOperations = 10_000;
/** What all `copy` operations of one patch may add, in bytes of JSON. */
export const maxCopiedBytes = 3 * 1024 * 1024;

export interface JsonPatchOptions {
  /** Nobody looks at the patch before it is applied, so who applies it says what is wrong with it. */
  readonly unchecked?: boolean | undefined;
  /** What the patch went through has its members in order, as what goes through Go's maps; the rest stays as it is written. */
  readonly inOrder?: boolean | undefined;
}

export function applyJsonPatch(
  document: JsonObject,
  patch: unknown,
  { unchecked = false, inOrder = false }: JsonPatchOptions = {},
): JsonObject {
  const operations = unchecked ? readOperations(patch) : checkOperations(patch);
  const work = new WorkingCopy(document, inOrder);
  for (const operation of operations) applyOperation(work, operation);
  if (work.root === null || typeof work.root !== "object") throw rejected();
  // A list is refused by who reads it.
  return (inOrder ? work.inOrder(work.root) : work.root) as JsonObject;
}

interface Operation {
  readonly op?: string | null;
  readonly path?: string | null;
  readonly from?: string | null;
  readonly value?: JsonValue;
}

/**
 * Shape first, then number: kube-apiserver's order. Whether an operation makes sense shows when its turn comes. `endless`: finds numbers
 * too large for Go in values, where the text may have some. Throws StatusError.
 */
export function checkOperations(
  patch: unknown,
  endless?: (value: unknown) => string | undefined,
): readonly Operation[] {
  if (patch === null) return [];
  if (!Array.isArray(patch)) throw undecodable(patch, "Go value of type []handlers.jsonPatchOp");
  for (const operation of patch) {
    if (operation === null) continue;
    if (!isObject(operation)) throw undecodable(operation, "Go value of type handlers.jsonPatchOp");
    for (const [field, value] of Object.entries(operation)) {
      const number = field === "value" ? endless?.(value) : undefined;
      if (number !== undefined) throw undecodableNumber(number);
      if (field !== "op" && field !== "path" && field !== "from") continue;
      if (value === null || typeof value === "string") continue;
      throw undecodable(value, `Go struct field jsonPatchOp.${field} of type string`);
    }
  }
  checkNumber(patch);
  return patch as readonly Operation[];
}

function readOperations(patch: unknown): readonly Operation[] {
  if (patch === null) return [];
  if (!Array.isArray(patch)) throw unreadable(patch, "jsonpatch.Patch");
  const wrong: unknown = patch.find((operation) => operation !== null && !isObject(operation));
  if (wrong !== undefined) throw unreadable(wrong, "jsonpatch.Operation");
  checkNumber(patch);
  return patch as readonly Operation[];
}

function unreadable(value: unknown, type: string): StatusError {
  return badRequest(`json: cannot unmarshal ${jsonTypeName(value)} into Go value of type ${type}`);
}

function checkNumber({ length }: readonly unknown[]): void {
  if (length <= maxOperations) return;
  const limit = `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${length}`;
  throw failure("RequestEntityTooLarge", `Request entity too large: ${limit}`);
}

function applyOperation(work: WorkingCopy, operation: Operation | null): void {
  const path = operation?.path;
  if (operation === null || typeof path !== "string") throw rejected();
  switch (operation.op) {
    case "add":
      work.add(path, operation.value ?? null);
      break;
    case "remove":
      work.remove(path);
      break;
    case "replace":
      work.replace(path, operation.value ?? null);
      break;
    case "move":
      work.move(operation.from, path);
      break;
    case "copy":
      work.copy(operation.from, path);
      break;
    case "test":
      if (!jsonEqual(work.read(path), operation.value ?? null)) throw rejected();
      break;
    default:
      throw rejected();
  }
}

type Container = JsonObject | JsonValue[];

class WorkingCopy {
  root: JsonValue;
  /** Containers made here, which may be changed in place; all others belong to the document or to the patch. */
  readonly #owned = new Set<Container>();
  #copiedBytes = 0;

  readonly #ordered: boolean;

  constructor(document: JsonObject, ordered: boolean) {
    this.root = document;
    this.#ordered = ordered;
    if (ordered) this.root = this.#own(document);
  }

  /** A missing field of an object reads as null; a missing list item is an error. */
  read(path: string): JsonValue {
    const keys = splitPath(path);
    if (keys.length === 0) {
      if (path === "") return this.root;
      throw rejected();
    }
    // A look is enough to open a container.
    if (this.#ordered) this.#open(path);
    const last = keys.pop() as string;
    let container: JsonValue = this.root;
    for (const key of keys) container = child(container, key);
    return child(container, last);
  }

  add(path: string, value: JsonValue): void {
    const { container, key } = this.#open(path);
    if (Array.isArray(container)) container.splice(insertionIndex(container, key), 0, value);
    else setField(container, key, value);
  }

  remove(path: string): void {
    const { container, key } = this.#open(path);
    if (Array.isArray(container)) {
      container.splice(itemIndex(container, key), 1);
    } else {
      if (!Object.hasOwn(container, key)) throw rejected();
      delete container[key];
    }
  }

  replace(path: string, value: JsonValue): void {
    if (path === "") {
      this.root = opened(value);
      return;
    }
    const { container, key } = this.#open(path);
    if (Array.isArray(container)) container[itemIndex(container, key)] = value;
    else setField(container, key, value);
  }

  move(from: string | null | undefined, path: string): void {
    if (typeof from !== "string" || from === "") throw rejected();
    const value = this.read(from);
    this.remove(from);
    this.add(path, value);
  }

  copy(from: string | null | undefined, path: string): void {
    if (typeof from !== "string" || from === "") throw rejected();
    const value = this.read(from);
    this.#copiedBytes += Buffer.byteLength(stringifyJson(value));
    if (this.#copiedBytes > maxCopiedBytes) throw rejected();
    this.add(path, cloneJson(this.#ordered ? this.inOrder(value) : value));
  }

  inOrder(value: JsonValue): JsonValue {
    if (Array.isArray(value)) return this.#owned.has(value) ? value.map((item) => this.inOrder(item)) : value;
    if (!isObject(value) || !this.#owned.has(value)) return value;
    const sorted: JsonObject = {};
    for (const name of Object.keys(value).sort()) setField(sorted, name, this.inOrder(value[name] as JsonValue));
    return sorted;
  }

  /** The container of the path's last key, with every container on the way made ours. */
  #open(path: string): { container: Container; key: string } {
    const keys = splitPath(path);
    const key = keys.pop();
    if (key === undefined) throw rejected();
    let container = this.#own(this.root);
    this.root = container;
    for (const step of keys) {
      const next: Container = this.#own(child(container, step));
      if (Array.isArray(container)) container[itemIndex(container, step)] = next;
      else setField(container, step, next);
      container = next;
    }
    return { container, key };
  }

  #own(closed: JsonValue): Container {
    const value = opened(closed);
    if (!isObject(value) && !Array.isArray(value)) throw rejected();
    if (this.#owned.has(value)) return value;
    const copy = Array.isArray(value) ? [...value] : copyLevel(value);
    this.#owned.add(copy);
    return copy;
  }
}

/** Keys of a JSON pointer. What stands before the first slash is dropped, as kube-apiserver does; a path without one names nothing. */
function splitPath(path: string): string[] {
  const keys = path.split("/");
  keys.shift();
  return path.includes("~") ? keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~")) : keys;
}

function child(closed: JsonValue, key: string): JsonValue {
  const container = opened(closed);
  if (Array.isArray(container)) return container[itemIndex(container, key)] as JsonValue;
  if (!isObject(container)) throw rejected();
  return getField(container, key) ?? null;
}

/** Index of an existing item; -1 is the last one. */
function itemIndex(list: readonly JsonValue[], key: string): number {
  return checkedIndex(key, list.length, list.length - 1);
}

/** Index to insert at; "-" and -1 are behind the last item. */
function insertionIndex(list: readonly JsonValue[], key: string): number {
  return key === "-" ? list.length : checkedIndex(key, list.length + 1, list.length);
}

function checkedIndex(key: string, size: number, highest: number): number {
  if (!/^[+-]?\d+$/.test(key)) throw rejected();
  const number = Number(key);
  const index = number < 0 ? number + size : number;
  if (index < 0 || index > highest) throw rejected();
  return index;
}

/** Whatever keeps a well-formed patch from being applied: kube-apiserver does not say what it was. */
function rejected(): StatusError {
  return failure("Invalid", "the server rejected our request due to an error in our request", { details: {} });
}

function undecodableNumber(number: string): StatusError {
  return badRequest(`error decoding patch: json: cannot unmarshal number ${number} into ${ofValue} of type float64`);
}

const ofValue = "Go struct field jsonPatchOp.value";

function undecodable(value: unknown, target: string): StatusError {
  return badRequest(`error decoding patch: json: cannot unmarshal ${jsonTypeName(value)} into ${target}`);
}
