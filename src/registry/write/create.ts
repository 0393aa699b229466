/**
 * Create: identity, kind's preparation, validation, admission, store. The order of the slots is part of the API: a rejected object must
 * have been completed first, or the error would name fields the client never sent.
 */
import { type FieldError, required } from "../../meta/field-error.js";
import { alreadyExists, failure, hasReason, invalid } from "../../meta/status.js";
import { formatTime } from "../../meta/time.js";
import { dedupeOwnerReferences, validateObjectMeta } from "../../meta/validate-object-meta.js";
import { StoreError } from "../../storage/store.js";
import { trackCreate } from "../apply/field-manager.js";
import type { KindRuntime } from "../kind-runtime.js";
import { asStatusError, commitObject, isConflict } from "./commit.js";
import { fieldManagerOf, momentOf, type OwnedObject, type WriteContext, type WriteResult } from "./context.js";

/** As kube-apiserver: a generated name that is taken is tried this many times. */
const generatedNameAttempts = 8;

interface CreateOptions {
  /** Its managedFields say who owns what already: it comes out of a server-side apply. */
  readonly applied?: boolean;
}

/** `object` is decoded, defaulted and in the stored version; it is changed. Rejects with StatusError. */
export async function createObject(
  context: WriteContext,
  object: OwnedObject,
  { applied = false }: CreateOptions = {},
): Promise<WriteResult> {
  forgetSystemFields(object);
  if (!applied) recordOwner(context, object);
  const generateName = object.metadata.generateName ?? "";
  if ((object.metadata.name ?? "") !== "" || generateName === "") return createNamed(context, object);
  for (let attempt = 1; ; attempt++) {
    object.metadata.name = generateName.slice(0, 58) + context.storage.deps.newNameSuffix();
    try {
      return await createNamed(context, object);
    } catch (error) {
      if (attempt === generatedNameAttempts || !hasReason(error, "AlreadyExists")) throw error;
    }
  }
}

/** A client cannot say these of what is not there yet, nor own them. */
function forgetSystemFields({ metadata }: OwnedObject): void {
  delete metadata.selfLink;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
}

/** Before anything is filled in: what the server adds is nobody's. */
export function recordOwner(context: WriteContext, object: OwnedObject): void {
  const manager = fieldManagerOf(context, "");
  if (manager === undefined) delete object.metadata.managedFields;
  else trackCreate(context.runtime, object, manager);
}

async function createNamed(context: WriteContext, object: OwnedObject): Promise<WriteResult> {
  const { runtime, storage } = context;
  const { definition, hooks } = runtime;
  const repeated = dedupeOwnerReferences(object.metadata);
  if (repeated !== undefined) context.warn(repeated);
  prepareMetadata(context, object);
  for (const field of definition.strategy.wipeOnCreate) empty(runtime, object, field);
  hooks.prepareForCreate?.(object, momentOf(context));
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
  try {
    if (context.dryRun) refuseExisting(context, name);
    return await commitObject(context, object, { name, ifRevision: 0 });
  } catch (error) {
    if (isTaken(error)) {
      const existing = storage.cache?.get(storage.cacheKey(context.namespace, name));
      const beingDeleted = existing?.object().metadata.deletionTimestamp !== undefined;
      throw alreadyExists({ group: definition.group, resource: definition.plural }, name, beingDeleted);
    }
    throw asStatusError(context, error, name);
  }
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
  if (!context.dryRun) {
    // Only the store minds, and a dry run never gets there.
    if (/^0*[1-9]\d*$/.test(metadata.resourceVersion ?? "")) throw resourceVersionOnCreate();
    delete metadata.resourceVersion;
  }
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

function refuseExisting(context: WriteContext, name: string): void {
  const { definition } = context.runtime;
  const existing = context.storage.cache?.get(context.storage.cacheKey(context.namespace, name));
  if (existing !== undefined) throw alreadyExists({ group: definition.group, resource: definition.plural }, name);
}

function isTaken(error: unknown): boolean {
  return isConflict(error) || (error instanceof StoreError && error.fault.kind === "KeyExists");
}

/** kube-apiserver answers this one with 500 and no reason. */
function resourceVersionOnCreate(): Error {
  return failure(undefined, "resourceVersion should not be set on objects to be created");
}
