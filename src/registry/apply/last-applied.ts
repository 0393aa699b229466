/**
 * The way from client-side to server-side apply. `kubectl apply` of old kept what it applied in an annotation; when kubectl itself applies
 * on the server, what that annotation says is its own, whoever is on record as the owner, and the annotation is kept up to date so that
 * the way back stays open.
 */
import { parseJson, stringifyJson } from "../../meta/exact-json.js";
import type { JsonObject, JsonValue } from "../../meta/schema.js";
import { difference, emptySet, type FieldSet } from "./field-set.js";
import { type FieldType, isRecord } from "./field-type.js";
import type { ObjectValue, OwnershipConflict } from "./ownership.js";
import { compareText } from "./path-element.js";

export const lastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration";

/** The only manager the annotation speaks for. */
export const kubectlManager = "kubectl";

const maxAnnotationBytes = 256 * 1024;

/** "" when there is none. */
export function lastAppliedOf(object: ObjectValue): string {
  const metadata = object.metadata;
  const annotations = isRecord(metadata) ? metadata.annotations : undefined;
  const text = isRecord(annotations) ? annotations[lastAppliedAnnotation] : undefined;
  return typeof text === "string" ? text : "";
}

/** What is left of the conflicts when fields that are as kubectl applied them on the client's side are kubectl's own. */
export function conflictsBeyondLastApplied(
  conflicts: readonly OwnershipConflict[],
  { type, live, apiVersion }: { readonly type: FieldType; readonly live: ObjectValue; readonly apiVersion: string },
): readonly OwnershipConflict[] {
  const own = ownByLastApplied(type, live, apiVersion);
  return conflicts.flatMap(({ owner, set }) => {
    const left = difference(set, own);
    for (const _ in left) return [{ owner, set: left }];
    return [];
  });
}

function ownByLastApplied(type: FieldType, live: ObjectValue, apiVersion: string): FieldSet {
  const applied = parsed(lastAppliedOf(live));
  if (applied === undefined || applied.apiVersion !== apiVersion) return emptySet;
  const problems: string[] = [];
  type.check(applied, problems);
  if (problems.length > 0) return emptySet;
  const set = type.extract(applied, false) ?? emptySet;
  const { changed = emptySet, removed = emptySet } = type.compare(applied, live) ?? {};
  return difference(difference(set, changed), removed);
}

/** The object with the annotation of what was applied now; without it when it would be too large. */
export function withLastApplied(object: ObjectValue, applied: JsonObject): ObjectValue {
  const { metadata } = object;
  const own = isRecord(metadata) ? metadata : {};
  const annotations: Record<string, unknown> = { ...(isRecord(own.annotations) ? own.annotations : {}) };
  annotations[lastAppliedAnnotation] = `${sortedJson(withoutAnnotation(applied))}\n`;
  if (sizeOf(annotations) > maxAnnotationBytes) delete annotations[lastAppliedAnnotation];
  return { ...object, metadata: { ...own, annotations } };
}

function withoutAnnotation(applied: JsonObject): JsonObject {
  const { metadata } = applied;
  if (!isRecord(metadata) || !isRecord(metadata.annotations)) return applied;
  const { [lastAppliedAnnotation]: _, ...annotations } = metadata.annotations as JsonObject;
  return { ...applied, metadata: { ...(metadata as JsonObject), annotations } };
}

function sizeOf(annotations: Readonly<Record<string, unknown>>): number {
  return Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(String(value)),
    0,
  );
}

function parsed(text: string): ObjectValue | undefined {
  try {
    const value = parseJson(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Members by name, as Go writes a map. */
function sortedJson(value: JsonValue): string {
  if (value === null || typeof value !== "object") return stringifyJson(value);
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(",")}]`;
  const names = Object.keys(value).sort(compareText);
  return `{${names.map((name) => `${JSON.stringify(name)}:${sortedJson(value[name] ?? null)}`).join(",")}}`;
}
