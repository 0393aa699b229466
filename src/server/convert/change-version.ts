/** From one version of a kind to another, through the stored one; lists are changed item by item. */
import { DecodeError } from "../../meta/compile/decode-error.js";
import { FieldProblems } from "../../meta/compile/decoder.js";
import type { KubeObject } from "../../meta/object.js";
import type { JsonObject, JsonValue } from "../../meta/schema.js";
import type { VersionRuntime } from "../../registry/kind-runtime.js";
import { ConvertError } from "./convert-error.js";
import type { FoundKind, Kinds } from "./kinds.js";
import type { Document } from "./read-documents.js";

export interface VersionChange {
  readonly kinds: Kinds;
  /** Group version to change to; undefined: objects stay in theirs and are only checked. */
  readonly to: string | undefined;
  readonly warn: (text: string) => void;
}

/** Unknown fields are dropped with a warning. Rejects with ConvertError. */
export async function changeVersion(change: VersionChange, document: Document): Promise<Document> {
  const { value, place } = document;
  const { apiVersion, kind } = typeOf(document);
  if (apiVersion === "v1" && kind === "List") {
    const items = await changeItems(change, document, undefined);
    return { ...document, value: { ...value, items } };
  }
  const found = change.kinds.find(apiVersion, kind);
  if (found === undefined) {
    if (change.to === undefined || change.to === apiVersion) return document;
    throw new ConvertError(place, `${apiVersion} ${kind} is no kind that can be converted to another version`);
  }
  if (!found.isList) return { ...document, value: await changeObject(change, { document, found }) };
  const items = await changeItems(change, document, { apiVersion, kind: found.definition.kind });
  return { ...document, value: { ...value, apiVersion: change.to ?? apiVersion, kind, items } };
}

/** What an object says it is. Throws ConvertError when it does not. */
export function typeOf({ value, place }: Document): { readonly apiVersion: string; readonly kind: string } {
  const { apiVersion, kind } = value;
  if (typeof kind !== "string" || kind === "") throw new ConvertError(place, "it has no kind");
  if (typeof apiVersion !== "string" || apiVersion === "") throw new ConvertError(place, "it has no apiVersion");
  return { apiVersion, kind };
}

/** `type`: of items that do not say theirs, and not to be said of them after either. */
async function changeItems(
  change: VersionChange,
  { value, place }: Document,
  type: { readonly apiVersion: string; readonly kind: string } | undefined,
): Promise<JsonValue[]> {
  const items: JsonValue[] = [];
  if (value.items !== undefined && value.items !== null && !Array.isArray(value.items)) {
    throw new ConvertError(place, "its items are no list");
  }
  for (const [index, item] of (value.items ?? []).entries()) {
    const at = `${place}: item ${index + 1}`;
    if (typeof item !== "object" || item === null || Array.isArray(item)) throw new ConvertError(at, "it is no object");
    const changed = (await changeVersion(change, { value: { ...type, ...item }, place: at })).value;
    items.push(type === undefined ? changed : withoutType(changed));
  }
  return items;
}

export function withoutType({ kind: _kind, apiVersion: _apiVersion, ...rest }: JsonObject): JsonObject {
  return rest;
}

interface FoundObject {
  readonly document: Document;
  readonly found: FoundKind;
}

async function changeObject({ kinds, to, warn }: VersionChange, { document, found }: FoundObject): Promise<JsonObject> {
  const { place } = document;
  const { apiVersion, kind } = typeOf(document);
  const runtime = await kinds.runtime(found);
  const from = runtime.version(found.version);
  const object = decode(from, document, warn);
  if (to === undefined || to === apiVersion) return object;
  const target = kinds.find(to, kind);
  const targetRuntime = target === undefined ? undefined : await kinds.runtime(target);
  if (target === undefined || targetRuntime?.stored.type !== runtime.stored.type) {
    const known = kinds.versionsOf(kind).join(", ");
    throw new ConvertError(place, `${kind} has no version ${to}; it has ${known}`);
  }
  from.setDefaults(object);
  const typed = object as unknown as KubeObject;
  const stored = from.conversion === undefined ? typed : from.conversion.toStored(typed);
  const { conversion } = targetRuntime.version(target.version);
  return (conversion === undefined ? stored : conversion.fromStored(stored)) as unknown as JsonObject;
}

function decode(version: VersionRuntime, { value, place }: Document, warn: VersionChange["warn"]): JsonObject {
  const problems = new FieldProblems();
  try {
    const decoded = version.decoder.decode(value, problems);
    for (const text of problems.texts()) warn(`${place}: ${text} is left out`);
    return decoded;
  } catch (error) {
    if (error instanceof DecodeError) throw new ConvertError(place, error.message, { cause: error });
    throw error;
  }
}
