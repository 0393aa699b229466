/**
 * Create: identity, kind's preparation, validation, admission, store. The order of the slots is part of the API: a rejected object must
 * have been completed first, or the error would name fields the client never sent.
 */
import { type FieldError, required } from "../../meta/field-error.js";
import { alreadyExists, failure, hasReason, invalid, StatusError } from "../../meta/status.js";
import { formatTime } from "../../meta/time.js";
import { dedupeOwnerReferences, validateObjectMeta } from "../../meta/validate-object-meta.js";
import { StoreError } from "../../storage/store.js";
import type { CacheEntry } from "../../storage/watchcache/watch-cache.js";
import { trackCreate } from "../apply/field-manager.js";
import type { KindRuntime } from "../kind-runtime.js";
import { asStatusError, commitObject, isConflict } from "./commit.js";
import { fieldManagerOf, momentOf, type OwnedObject, type WriteContext, type WriteResult } from "./context.js";

/** As kube-apiserver: a generated name that is taken is tried this many times. */
const generatedNameAttempts = 8;

interface CreateOptions {
  /** Its managedFields say who owns what already: it comes out of a server-side apply. */
  readonly applied?: boolean;
  /** Through which it is written; "" and absent: through none. */
  readonly subresource?: string;
}

/** `object` is decoded, defaulted and in the stored version; it is changed. Rejects with StatusError. */
export async function createObject(
  context: WriteContext,
  object: OwnedObject,
  { applied = false, subresource = "" }: CreateOptions = {},
): Promise<WriteResult> {
  if (!applied) recordOwner(context, object, subresource);
  const generateName = object.metadata.generateName ?? "";
  const options = { subresource, keepsManagers: applied };
  if (generateName === "") return createNamed(context, object, options);
  if ((object.metadata.name ?? "") !== "") return createNamed(context, object, options).catch(asNotGenerated);
  for (let attempt = 1; ; attempt++) {
    object.metadata.name = generateName.slice(0, 58) + context.storage.deps.newNameSuffix();
    try {
      return await createNamed(context, object, options);
    } catch (error) {
      if (!hasReason(error, "AlreadyExists")) throw error;
      if (attempt === generatedNameAttempts) asNotGenerated(error);
    }
  }
}

/** Whoever asked for a name to be generated is told to try again, even if he gave one as well. */
function asNotGenerated(error: unknown): never {
  if (!(error instanceof StatusError) || !hasReason(error, "AlreadyExists")) throw error;
  const { status } = error;
  const message = `${status.message}, the server was not able to generate a unique name for the object`;
  throw new StatusError({ ...status, message, details: { ...status.details, retryAfterSeconds: 1 } });
}

/** A POST cannot say these of what is not there yet, nor own them; an object made by PUT or apply keeps them. */
export function forgetSystemFields({ metadata }: OwnedObject): void {
  for (const key of ["selfLink", "deletionTimestamp", "deletionGracePeriodSeconds"] as const) {
    if (metadata[key] !== undefined) delete metadata[key];
  }
}

/** Before anything is filled in: what the server adds is nobody's. */
export function recordOwner(context: WriteContext, object: OwnedObject, subresource = ""): void {
  const manager = fieldManagerOf(context, subresource);
  if (manager === undefined) delete object.metadata.managedFields;
  else trackCreate(context.runtime, object, manager);
}

interface NamedOptions {
  readonly subresource: string;
  readonly keepsManagers: boolean;
}

async function createNamed(
  context: WriteContext,
  object: OwnedObject,
  { subresource, keepsManagers }: NamedOptions,
): Promise<WriteResult> {
  const { runtime, storage } = context;
  const { definition, hooks } = runtime;
  const repeated = dedupeOwnerReferences(object.metadata);
  if (repeated !== undefined) context.warn(repeated);
  prepareMetadata(context, object);
  for (const field of definition.strategy.wipeOnCreate) empty(runtime, object, field);
  hooks.prepareForCreate?.(object, momentOf(context, subresource));
  await storage.deps.admit({
    operation: "CREATE",
    definition,
    subresource: "",
    namespace: context.namespace,
    name: object.metadata.name ?? "",
    object,
    caller: context.caller,
  });
  const name = object.metadata.name ?? "";
  const errors = validateNew(context, object);
  if (errors.length > 0) throw invalid(runtime.errorKind, name, errors);
  for (const warning of hooks.warningsOnCreate?.(object) ?? []) context.warn(warning);
  runtime.stored.complete(object);
  if (!context.dryRun) forgetUnstored(object);
  try {
    if (context.dryRun && existingObject(context, name) !== undefined) throw taken(context, name);
    return await commitObject(context, object, { name, ifRevision: 0, keepsManagers });
  } catch (error) {
    if (isTaken(error)) throw taken(context, name);
    throw asStatusError(context, error, name);
  }
}

/** Only the store minds, and a dry run never gets there. */
function forgetUnstored({ metadata }: OwnedObject): void {
  const { resourceVersion, selfLink } = metadata;
  if (resourceVersion !== undefined) {
    if (/^0*[1-9]\d*$/.test(resourceVersion)) throw resourceVersionOnCreate();
    delete metadata.resourceVersion;
  }
  if (selfLink !== undefined) delete metadata.selfLink;
}

function empty(runtime: KindRuntime, object: OwnedObject, field: string): void {
  const value = runtime.emptied(field);
  if (value === undefined) delete object[field];
  else object[field] = value;
}

function prepareMetadata(context: WriteContext, object: OwnedObject): void {
  const { definition } = context.runtime;
  const { deps } = context.storage;
  const metadata = object.metadata;
  if (definition.namespaced) metadata.namespace = context.namespace;
  metadata.uid = deps.newUid();
  metadata.creationTimestamp = formatTime(deps.now());
  if (definition.strategy.bumpGenerationOn.length > 0) metadata.generation = 1;
}

function validateNew(context: WriteContext, object: OwnedObject): readonly FieldError[] {
  const { definition, hooks, validator } = context.runtime;
  if ((object.metadata.name ?? "") === "") {
    return [required("metadata.name", "name or generateName is required")];
  }
  return [
    ...validateObjectMeta(object.metadata, {
      namespaced: definition.namespaced,
      nameFormat: definition.strategy.nameFormat,
      finalizerNames: definition.strategy.finalizerNames,
    }),
    ...validator.validate(object),
    ...(hooks.validate?.(object) ?? []),
    ...(hooks.validateCreate?.(object) ?? []),
  ];
}

function existingObject({ storage, namespace }: WriteContext, name: string): CacheEntry | undefined {
  return storage.cache?.get(storage.cacheKey(namespace, name));
}

function taken(context: WriteContext, name: string): StatusError {
  const { group, plural } = context.runtime.definition;
  const beingDeleted = existingObject(context, name)?.object().metadata.deletionTimestamp !== undefined;
  return alreadyExists({ group, resource: plural }, name, beingDeleted);
}

function isTaken(error: unknown): boolean {
  return isConflict(error) || (error instanceof StoreError && error.fault.kind === "KeyExists");
}

/** kube-apiserver answers this one with 500 and no reason. */
function resourceVersionOnCreate(): Error {
  return failure(undefined, "resourceVersion should not be set on objects to be created");
}
