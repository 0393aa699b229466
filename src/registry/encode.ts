/**
 * The byte form of objects. Hot path: an object is encoded once, when it is written; readers get slices of that.
 *
 * Stored:  {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a",…},…}
 * Served:  {"kind":"ConfigMap","apiVersion":"v1","metadata":{"resourceVersion":"12","name":"a",…},…}
 * The head up to and including `"metadata":{` is the same for all objects of a version, so the revision goes in at a known place.
 */
import { stringifyMarked } from "../meta/exact-json.js";
import type { KubeObject, ObjectMeta } from "../meta/object.js";

export function encodeHead(kind: string, apiVersion: string): string {
  return `{"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)},"metadata":{`;
}

/** Members in Kubernetes' own order, so that equal metadata has equal bytes whatever order the client used. */
const metadataOrder = [
  "name",
  "generateName",
  "namespace",
  "selfLink",
  "uid",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "labels",
  "annotations",
  "ownerReferences",
  "finalizers",
  "managedFields",
] as const satisfies readonly (keyof ObjectMeta)[];

/** The stored form; begins with the version's head and has no resourceVersion. */
export function encodeStored(object: KubeObject): Buffer {
  return Buffer.from(stringifyMarked(inWireOrder(object, undefined)));
}

/** The served form of an object that is not stored (a dry run, a converted version); no resourceVersion when it has none. */
export function encodeServed(object: KubeObject): Buffer {
  return Buffer.from(stringifyMarked(inWireOrder(object, object.metadata.resourceVersion)));
}

function inWireOrder(object: KubeObject, resourceVersion: string | undefined): KubeObject {
  const from = object.metadata;
  const metadata: Record<string, unknown> = resourceVersion === undefined ? {} : { resourceVersion };
  for (const key of metadataOrder) {
    const value = from[key];
    if (value !== undefined && !isEmpty(value)) metadata[key] = value;
  }
  const ordered: KubeObject = { kind: object.kind, apiVersion: object.apiVersion, metadata };
  for (const key in object) {
    if (key !== "kind" && key !== "apiVersion" && key !== "metadata") ordered[key] = object[key];
  }
  return ordered;
}

/** Empty strings, lists and maps in metadata are left out on the wire. */
function isEmpty(value: unknown): boolean {
  if (typeof value === "string") return value === "";
  if (typeof value !== "object" || value === null) return false;
  // Of a list, a loop over keys makes a text for each index first.
  if (Array.isArray(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
}

/** What the served form has beside the stored one. */
function revisionMember(revision: number): string {
  return `"resourceVersion":"${revision}",`;
}

/** Served bytes of a stored value at a revision. `headLength` in bytes. */
export function spliceRevision(stored: Buffer, headLength: number, revision: number): Buffer {
  const member = revisionMember(revision);
  const served = Buffer.allocUnsafe(stored.length + member.length);
  stored.copy(served, 0, 0, headLength);
  served.write(member, headLength, "latin1");
  stored.copy(served, headLength + member.length, headLength);
  return served;
}

/** True when the served bytes of `revision` are those of the stored value. */
export function sameContent(stored: Buffer, served: Buffer, headLength: number, revision: number): boolean {
  const memberLength = revisionMember(revision).length;
  if (served.length !== stored.length + memberLength) return false;
  return stored.compare(served, headLength + memberLength, served.length, headLength, stored.length) === 0;
}
