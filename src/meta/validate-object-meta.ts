/**
 * Rules of metadata, the same for every kind: `validateObjectMeta` for what is written, `validateObjectMetaUpdate` for
 * what may change. Texts and order are kube-apiserver's (test/unit/meta/answers/object-meta.json). Pure;
 * `keepSystemMetadata` alone changes its argument.
 */

import { type FieldError, forbiddenField, immutableField, invalidValue, required, tooLong } from "./field-error.js";
import {
  configMapKey,
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  type Format,
  labelValue,
  pathSegment,
  pathSegmentPrefix,
  qualifiedName,
} from "./formats.js";
import { goQuote } from "./go-quote.js";
import type { ObjectMeta, OwnerReference } from "./object.js";

export type NameFormat = "dns1123Subdomain" | "dns1123Label" | "dns1035Label" | "pathSegment" | "configMapKey";

export interface ObjectMetaRules {
  readonly namespaced: boolean;
  readonly nameFormat: NameFormat;
  /** `qualified`: a finalizer without a domain need not be one of Kubernetes' own. Default: standard. */
  readonly finalizerNames?: "standard" | "qualified";
}

/** All annotations of an object together, keys and values. */
export const maxAnnotationBytes = 256 * 1024;

const nameFormats: Readonly<Record<NameFormat, { readonly whole: Format; readonly prefix: Format }>> = {
  dns1123Subdomain: { whole: dns1123Subdomain, prefix: masked(dns1123Subdomain) },
  dns1123Label: { whole: dns1123Label, prefix: masked(dns1123Label) },
  configMapKey: { whole: configMapKey, prefix: configMapKey },
  dns1035Label: { whole: dns1035Label, prefix: masked(dns1035Label) },
  pathSegment: { whole: pathSegment, prefix: pathSegmentPrefix },
};

/** A generateName may end with a dash: what follows makes it a name. */
function masked(format: Format): Format {
  return (value) => format(value.length > 1 && value.endsWith("-") ? `${value.slice(0, -2)}a` : value);
}

/** What is wrong with the metadata of a new or changed object; `root` is where it lies. */
export function validateObjectMeta(meta: ObjectMeta, rules: ObjectMetaRules, root = "metadata"): FieldError[] {
  const errors: FieldError[] = [];
  const { whole, prefix } = nameFormats[rules.nameFormat];
  const name = meta.name ?? "";
  if (meta.generateName) push(errors, `${root}.generateName`, meta.generateName, prefix, rules.nameFormat);
  if (name === "") errors.push(required(`${root}.name`, "name or generateName is required"));
  else push(errors, `${root}.name`, name, whole, rules.nameFormat);
  validateNamespace(meta, rules, root, errors);
  if (meta.generation !== undefined && meta.generation < 0) {
    errors.push(invalidValue(`${root}.generation`, meta.generation, "must be greater than or equal to 0", "minimum"));
  }
  validateCommon(meta, root, errors);
  if (meta.finalizers !== undefined) {
    validateFinalizers(meta.finalizers, `${root}.finalizers`, errors);
    if (rules.finalizerNames !== "qualified") validateFinalizerNames(meta.finalizers, `${root}.finalizers`, errors);
  }
  return errors;
}

function validateCommon(meta: ObjectMeta, root: string, errors: FieldError[]): void {
  if (meta.labels !== undefined) validateLabels(meta.labels, `${root}.labels`, errors);
  if (meta.annotations !== undefined) validateAnnotations(meta.annotations, `${root}.annotations`, errors);
  if (meta.ownerReferences !== undefined) validateOwners(meta.ownerReferences, `${root}.ownerReferences`, errors);
}

function push(errors: FieldError[], field: string, value: string, format: Format, name: string): void {
  for (const text of format(value)) errors.push(invalidValue(field, value, text, `format:${name}`));
}

function validateNamespace(meta: ObjectMeta, rules: ObjectMetaRules, root: string, errors: FieldError[]): void {
  const namespace = meta.namespace ?? "";
  const field = `${root}.namespace`;
  if (!rules.namespaced) {
    if (namespace !== "") errors.push(forbiddenField(field, "not allowed on this type"));
  } else if (namespace === "") {
    errors.push(required(field));
  } else {
    push(errors, field, namespace, dns1123Label, "dns1123Label");
  }
}

/** Also for label maps elsewhere (`spec.template.metadata.labels`, `matchLabels`). */
export function validateLabels(labels: Readonly<Record<string, string>>, field: string, errors: FieldError[]): void {
  for (const key in labels) {
    push(errors, field, key, qualifiedName, "labelKey");
    push(errors, field, labels[key] ?? "", labelValue, "labelValue");
  }
}

export function validateAnnotations(
  annotations: Readonly<Record<string, string>>,
  field: string,
  errors: FieldError[],
): void {
  let bytes = 0;
  for (const key in annotations) {
    // The case of a key is free here, unlike in labels.
    for (const text of qualifiedName(key.toLowerCase())) errors.push(invalidValue(field, key, text, "format:labelKey"));
    bytes += Buffer.byteLength(key) + Buffer.byteLength(annotations[key] ?? "");
  }
  if (bytes > maxAnnotationBytes) errors.push(tooLong(field, maxAnnotationBytes));
}

function validateOwners(owners: readonly OwnerReference[], field: string, errors: FieldError[]): void {
  let controller: OwnerReference | undefined;
  for (const owner of owners) {
    validateOwner(owner, field, errors);
    if (owner.controller !== true) continue;
    if (controller === undefined) {
      controller = owner;
      continue;
    }
    const pair = `${controller.kind}/${controller.name} and ${owner.kind}/${owner.name}`;
    const detail = `Only one reference can have Controller set to true. Found "true" in references for ${pair}`;
    errors.push(invalidValue(field, owners.map(inGoOrder), detail, "oneController"));
  }
}

function validateOwner(owner: OwnerReference, field: string, errors: FieldError[]): void {
  const apiVersion = owner.apiVersion ?? "";
  const parts = apiVersion.split("/");
  const version = parts.length > 2 ? "" : (parts.at(-1) ?? "");
  const group = parts.length === 2 ? (parts[0] ?? "") : "";
  if (version === "") {
    errors.push(invalidValue(`${field}.apiVersion`, apiVersion, "version must not be empty", "required"));
  }
  for (const key of ["kind", "name", "uid"] as const) {
    const value = owner[key] ?? "";
    if (value === "") errors.push(invalidValue(`${field}.${key}`, value, "must not be empty", "required"));
  }
  // Events come and go too fast to own anything.
  if (group === "" && version === "v1" && owner.kind === "Event") {
    const detail = "/v1, Kind=Event is disallowed from being an owner";
    errors.push(invalidValue(field, inGoOrder(owner), detail, "ownerKind"));
  }
}

function inGoOrder(owner: OwnerReference): OwnerReference {
  const { apiVersion = "", kind = "", name = "", uid = "", controller, blockOwnerDeletion } = owner;
  return {
    apiVersion,
    kind,
    name,
    uid,
    ...(controller === undefined ? {} : { controller }),
    ...(blockOwnerDeletion === undefined ? {} : { blockOwnerDeletion }),
  };
}

const standardFinalizers: ReadonlySet<string> = new Set(["orphan", "foregroundDeletion", "kubernetes"]);

function validateFinalizers(finalizers: readonly string[], field: string, errors: FieldError[]): void {
  for (const finalizer of finalizers) push(errors, field, finalizer, qualifiedName, "qualifiedName");
  if (finalizers.includes("orphan") && finalizers.includes("foregroundDeletion")) {
    const detail = "finalizer orphan and foregroundDeletion cannot be both set";
    errors.push(invalidValue(field, finalizers, detail, "oneDeletionFinalizer"));
  }
}

function validateFinalizerNames(finalizers: readonly string[], field: string, errors: FieldError[]): void {
  for (const [index, finalizer] of finalizers.entries()) {
    if (finalizer.includes("/") || standardFinalizers.has(finalizer)) continue;
    const detail = "name is neither a standard finalizer name nor is it fully qualified";
    errors.push(invalidValue(`${field}[${index}]`, finalizer, detail, "finalizerName"));
  }
}

export interface MetaUpdateRules {
  /** Whose names of finalizers are checked again. Default: nobody's. */
  readonly finalizerNames?: "standard" | "qualified";
  readonly root?: string;
}

/** What an update may not change, and once more what labels, annotations and owners may be. Call `keepSystemMetadata` first. */
export function validateObjectMetaUpdate(
  next: ObjectMeta,
  prev: ObjectMeta,
  { finalizerNames = "qualified", root = "metadata" }: MetaUpdateRules = {},
): FieldError[] {
  const errors: FieldError[] = [];
  if (prev.deletionTimestamp !== undefined) {
    const before = new Set(prev.finalizers ?? []);
    const added = [...new Set(next.finalizers ?? [])].filter((one) => !before.has(one)).sort();
    if (added.length > 0) {
      const list = added.map((one) => JSON.stringify(one)).join(", ");
      const found = `found new finalizers []string{${list}}`;
      const detail = `no new finalizers can be added if the object is being deleted, ${found}`;
      errors.push(forbiddenField(`${root}.finalizers`, detail, "finalizersWhileDeleting"));
    }
  }
  for (const key of immutableKeys) {
    if (next[key] !== prev[key]) errors.push(immutableField(`${root}.${key}`, next[key] ?? null));
  }
  validateCommon(next, root, errors);
  if (finalizerNames === "standard") validateFinalizerNames(next.finalizers ?? [], `${root}.finalizers`, errors);
  return errors;
}

const immutableKeys = [
  "name",
  "namespace",
  "uid",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
] as const;

/**
 * What a writer cannot say is kept from the stored object: its creation time and, once it is being deleted, when and
 * how; a uid, name or namespace left out is filled in. In place.
 */
export function keepSystemMetadata(next: ObjectMeta, prev: ObjectMeta): void {
  next.name ||= prev.name ?? "";
  if (prev.namespace !== undefined) next.namespace ||= prev.namespace;
  if (prev.uid !== undefined) next.uid ||= prev.uid;
  keep(next, prev, "creationTimestamp");
  if (prev.deletionTimestamp !== undefined) keep(next, prev, "deletionTimestamp");
  if (next.deletionGracePeriodSeconds === undefined) keep(next, prev, "deletionGracePeriodSeconds");
}

function keep<K extends keyof ObjectMeta>(next: ObjectMeta, prev: ObjectMeta, key: K): void {
  if (prev[key] !== undefined) next[key] = prev[key];
  // Deleting costs a call into V8's runtime even where nothing is there.
  else if (next[key] !== undefined) delete next[key];
}

export type ResourceVersionResult =
  | { readonly ok: true; readonly revision: bigint }
  /** Kubernetes answers a resourceVersion it cannot read with 500 and this text. */
  | { readonly ok: false; readonly error: string };

const maxUint64 = 2n ** 64n - 1n;

/** Reads the resourceVersion of a body; "" and "0" are 0: no precondition. */
export function parseResourceVersion(text: string): ResourceVersionResult {
  if (text === "") return { ok: true, revision: 0n };
  const parsing = `strconv.ParseUint: parsing ${goQuote(text)}`;
  if (!/^[0-9]+$/.test(text)) return { ok: false, error: `${parsing}: invalid syntax` };
  const revision = BigInt(text);
  return revision > maxUint64 ? { ok: false, error: `${parsing}: value out of range` } : { ok: true, revision };
}

/** Drops repeated owner references in place; the text of a Warning header when there were any. `late`: of a patch, which is seen later. */
export function dedupeOwnerReferences(meta: ObjectMeta, late = false): string | undefined {
  const owners = meta.ownerReferences;
  if (owners === undefined || owners.length < 2) return undefined;
  const seen = new Set<string>();
  const repeated: string[] = [];
  const kept = owners.filter((owner) => {
    const text = JSON.stringify(inGoOrder(owner));
    if (seen.has(text)) repeated.push(owner.uid);
    return seen.size < seen.add(text).size;
  });
  if (repeated.length === 0) return undefined;
  meta.ownerReferences = kept;
  const uids = repeated.join(", ");
  return [
    `.metadata.ownerReferences contains duplicate entries${late ? " after mutating admission happens" : ""};`,
    "API server dedups owner references in 1.20+,",
    "and may reject such requests as early as 1.24; please fix your requests;",
    `duplicate UID(s) observed: ${uids}`,
  ].join(" ");
}
