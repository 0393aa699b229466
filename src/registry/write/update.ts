/**
 * Update, for PUT and PATCH, of the main resource and of its subresources: read, let the caller build the next object, check, store,
 * and start over when someone else was faster and the caller did not insist on a revision.
 */
import { cloneJson } from "../../meta/clone-json.js";
import { stringifyMarked } from "../../meta/exact-json.js";
import type { FieldError } from "../../meta/field-error.js";
import { invalidValue } from "../../meta/field-error.js";
import { hasSameMetadata } from "../../meta/same.js";
import { conflict, failure, invalid, notFound } from "../../meta/status.js";
import {
  dedupeOwnerReferences,
  parseResourceVersion,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from "../../meta/validate-object-meta.js";
import type { CacheEntry } from "../../storage/watchcache/watch-cache.js";
import { sameButTimes, trackUpdate } from "../apply/field-manager.js";
import { sameValue } from "../apply/field-type.js";
import { encodeStored, sameContent } from "../encode.js";
import { asStatusError, commitDeletion, commitObject, isConflict } from "./commit.js";
import { fieldManagerOf, momentOf, type OwnedObject, type WriteContext, type WriteResult } from "./context.js";
import { keepFields, keepMetadata, raiseGeneration } from "./keep.js";
import { keepRecent, recentObject } from "./recent-objects.js";

/** How often a write without a resourceVersion of its own is tried again when it loses a race. */
const updateAttempts = 64;

/** The object to be updated, in the stored version, its metadata with the resourceVersion. */
export interface Current {
  /** Not to be changed. */
  readonly previous: OwnedObject;
  /** One that may be: each call makes another. */
  readonly copy: () => OwnedObject;
}

export interface UpdateRequest {
  readonly name: string;
  /** "" for the main resource, `status` … for a subresource. */
  readonly subresource: string;
  /**
   * Builds the next object, decoded, defaulted, in the stored version, sharing nothing with `previous` that may be changed
   * (`maySharePrevious`). Called again after a lost race. Throws StatusError to refuse.
   */
  readonly next: (current: Current) => OwnedObject | Promise<OwnedObject>;
  /** The next object is the current one changed (a patch), so it may leave out the revision whatever the kind says. */
  readonly fromCurrent?: boolean;
  /** The next object's managedFields say who owns what already: it comes out of a server-side apply. */
  readonly applied?: boolean;
  /** What the subresource takes of `next`; whoever asked for more owns that all the same. Absent: all of it. */
  readonly narrow?: (next: OwnedObject, previous: OwnedObject) => OwnedObject;
  /** `next` leaves `previous` as it is even where both share (`maySharePrevious`), so it need not be one of its own. */
  readonly sharesPrevious?: boolean;
  /** `next` has seen to the managedFields. */
  readonly ownersRecorded?: boolean;
  /** Called when there is no such object and the kind allows creation by PUT; an apply creates whatever the kind allows. */
  readonly create?: () => Promise<WriteResult>;
}

/** Rejects with StatusError. */
export async function updateObject(context: WriteContext, request: UpdateRequest): Promise<WriteResult> {
  const { definition } = context.runtime;
  const { cache, cacheKey } = context.storage;
  for (let attempt = 1; ; attempt++) {
    const entry = cache?.get(cacheKey(context.namespace, request.name));
    if (entry === undefined) {
      const mayCreate = request.applied === true || definition.strategy.allowCreateOnUpdate;
      if (request.create !== undefined && mayCreate) return request.create();
      throw notFound({ group: definition.group, resource: definition.plural }, request.name);
    }
    try {
      return await tryUpdate(context, request, entry);
    } catch (error) {
      const lostRace = isConflict(error) && attempt < updateAttempts;
      if (!lostRace) throw asStatusError(context, error, request.name);
      await context.storage.deps.store.progress();
    }
  }
}

async function tryUpdate(context: WriteContext, request: UpdateRequest, entry: CacheEntry): Promise<WriteResult> {
  const { runtime, storage } = context;
  const recent = request.sharesPrevious === true ? recentObject(entry) : undefined;
  const previous = recent ?? entry.object();
  // A recent one has its members in another order, which whoever shows the object would tell.
  const copy = (): OwnedObject => (recent === undefined ? cloneJson(previous) : entry.object());
  // Each wait that is none costs a turn of the microtask queue.
  const made = request.next({ previous, copy });
  const asked = made instanceof Promise ? await made : made;
  const repeated = dedupeOwnerReferences(asked.metadata, request.fromCurrent === true);
  if (repeated !== undefined) context.warn(repeated);
  const insisted = checkPreconditions(context, request, { next: asked, previous });
  recordOwners(context, request, { next: asked, previous });
  const next = request.narrow === undefined ? asked : narrowed(request.narrow, asked, previous);
  completeUpdate(context, request, { next, previous });
  const admitted = storage.deps.admit({
    operation: "UPDATE",
    definition: runtime.definition,
    subresource: request.subresource,
    namespace: context.namespace,
    name: request.name,
    object: next,
    caller: context.caller,
  });
  if (admitted instanceof Promise) await admitted;
  // kube-apiserver writes where a pod runs, and what comes with it, past the checks of the kind.
  const errors = request.subresource === "binding" ? [] : validateChange(context, { next, previous });
  if (errors.length > 0) throw invalid(runtime.errorKind, request.name, errors);
  for (const warning of warningsOf(context, request, { next, previous })) context.warn(warning);
  runtime.stored.complete(next);
  if (isLastFinalizerGone(context, next)) return deleteFinalized(context, request.name, { next, entry });
  const encoded = context.dryRun ? undefined : encodeChanged(context, { next, previous }, entry);
  if (encoded === "unchanged") return { bytes: entry.bytes, revision: entry.revision, created: false };
  try {
    const { name, applied: keepsManagers = false } = request;
    const result = await commitObject(context, next, { name, ifRevision: entry.revision, encoded, keepsManagers });
    if (request.sharesPrevious === true && encoded !== undefined) keepWritten(context, { next, result, before: entry });
    return result;
  } catch (error) {
    if (insisted && isConflict(error)) throw asStatusError(context, error, request.name);
    throw error;
  }
}

interface Written {
  readonly next: OwnedObject;
  readonly result: WriteResult;
  readonly before: CacheEntry;
}

/** What is stored in another version may come back with its lists turned round. */
function keepWritten({ runtime, storage, namespace }: WriteContext, { next, result, before }: Written): void {
  const entry = storage.cache?.get(storage.cacheKey(namespace, next.metadata.name ?? ""));
  if (entry?.revision !== result.revision || runtime.definition.writtenVersion !== undefined) return;
  next.metadata.resourceVersion = String(result.revision);
  keepRecent(entry, next, before);
}

interface Change {
  readonly next: OwnedObject;
  readonly previous: OwnedObject;
}

/** True when the caller named the revision it wants to replace. */
function checkPreconditions(context: WriteContext, request: UpdateRequest, { next, previous }: Change): boolean {
  const { definition } = context.runtime;
  const of = { group: definition.group, resource: definition.plural };
  const uid = next.metadata.uid ?? "";
  // Only a PUT names the object it means; a patch that changes the uid is a change to an immutable field.
  const names = request.applied !== true && request.fromCurrent !== true;
  if (names && uid !== "" && uid !== previous.metadata.uid) throw uidConflict(context, previous, uid);
  const wanted = next.metadata.resourceVersion ?? "";
  const parsed = parseResourceVersion(wanted);
  if (!parsed.ok) throw failure(undefined, parsed.error);
  if (wanted !== "" && wanted !== "0") {
    if (wanted !== previous.metadata.resourceVersion) throw conflict(of, request.name);
  } else if (!definition.strategy.allowUnconditionalUpdate && request.fromCurrent !== true) {
    const error = invalidValue("metadata.resourceVersion", 0, "must be specified for an update", "required");
    // kube-apiserver names the resource here where it names the kind everywhere else.
    throw invalid({ group: definition.group, kind: definition.plural }, request.name, [error]);
  }
  return wanted !== "" && wanted !== "0";
}

/** The object is another one than the caller means. */
export function uidConflict(context: WriteContext, object: OwnedObject, uid: string): Error {
  const why = `UID in precondition: ${uid}, UID in object meta: ${object.metadata.uid}`;
  return failedPrecondition(context, object, why);
}

/** The object is not as the caller last saw it; said by orders, which have this as a precondition. */
export function revisionConflict(context: WriteContext, object: OwnedObject, revision: string): Error {
  const { resourceVersion } = object.metadata;
  const why = `ResourceVersion in precondition: ${revision}, ResourceVersion in object meta: ${resourceVersion}`;
  return failedPrecondition(context, object, why);
}

function failedPrecondition(
  { storage, namespace, dryRun }: WriteContext,
  { metadata }: OwnedObject,
  which: string,
): Error {
  const { group, plural } = storage.definition;
  const name = metadata.name ?? "";
  // A dry run does not ask the store, which puts its prefix before keys.
  const key = storage.storeKey(namespace, name).replace(dryRun ? "/registry" : "", "");
  const why =
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, ` +
    `AdditionalErrorMsg: Precondition failed: ${which}`;
  return conflict({ group, resource: plural }, name, why);
}

function completeUpdate(context: WriteContext, request: UpdateRequest, { next, previous }: Change): void {
  const { definition, hooks } = context.runtime;
  // Not stored either way; deleting the first member would make V8 turn the object into a hash table.
  next.metadata.resourceVersion = "";
  // Taken away where it would be stored, so a dry run still shows it.
  if (!context.dryRun && next.metadata.selfLink !== undefined) delete next.metadata.selfLink;
  keepMetadata(next, previous);
  switch (request.subresource) {
    case "status":
      hooks.prepareForStatusUpdate?.(next, previous, momentOf(context));
      return;
    case "binding":
      // Where a pod runs is not counted as a change of what it should be.
      return;
    case "":
    case "scale":
      keepFields(definition.strategy.keepOnUpdate, next, previous);
      hooks.prepareForUpdate?.(next, previous, momentOf(context));
  }
  raiseGeneration(definition.strategy.bumpGenerationOn, next, previous);
}

function warningsOf({ runtime }: WriteContext, { subresource }: UpdateRequest, { next, previous }: Change) {
  const { warningsOnUpdate, warningsOnStatusUpdate } = runtime.hooks;
  if (subresource === "status") return warningsOnStatusUpdate?.(next) ?? [];
  return subresource === "" || subresource === "scale" ? (warningsOnUpdate?.(next, previous) ?? []) : [];
}

function validateChange(context: WriteContext, { next, previous }: Change): readonly FieldError[] {
  const { hooks, validator } = context.runtime;
  return [
    ...metadataErrors(context, { next, previous }),
    ...validator.validate(next),
    ...validator.validateUpdate(next, previous),
    ...(hooks.validate?.(next) ?? []),
    ...(hooks.validateUpdate?.(next, previous) ?? []),
  ];
}

/** First what is common to all kinds, then what the kind repeats: clients see a cause once for each. */
function metadataErrors({ runtime }: WriteContext, { next, previous }: Change): readonly FieldError[] {
  const { namespaced, strategy } = runtime.definition;
  // Names of finalizers are checked in more than one way: those of objects that have none are not.
  if (next.metadata.finalizers === undefined && hasSameMetadata(next, previous)) return noErrors;
  const { nameFormat, ownMetadataChecks, finalizerNames } = strategy;
  const common = [
    ...validateObjectMeta(next.metadata, { namespaced, nameFormat, finalizerNames: "qualified" }),
    ...validateObjectMetaUpdate(next.metadata, previous.metadata),
  ];
  const own = ownMetadataChecks.flatMap((check) =>
    check === "change"
      ? validateObjectMetaUpdate(next.metadata, previous.metadata, { finalizerNames })
      : validateObjectMeta(next.metadata, { namespaced, nameFormat, finalizerNames }),
  );
  return [...common, ...own];
}

const noErrors: readonly FieldError[] = [];

/** Before anything is put back or filled in: what the server does is nobody's. */
function recordOwners(context: WriteContext, request: UpdateRequest, { next, previous }: Change): void {
  if (request.applied === true || request.ownersRecorded === true) return;
  const manager = fieldManagerOf(context, request.subresource);
  if (manager !== undefined) trackUpdate(context.runtime, { live: previous, next }, manager);
  else if (previous.metadata.managedFields === undefined) delete next.metadata.managedFields;
  else next.metadata.managedFields = previous.metadata.managedFields;
}

/** Whatever of an object a subresource takes, who owns what is part of it. */
function narrowed(
  narrow: NonNullable<UpdateRequest["narrow"]>,
  asked: OwnedObject,
  previous: OwnedObject,
): OwnedObject {
  const { managedFields } = asked.metadata;
  const next = narrow(asked, previous);
  if (managedFields === undefined) delete next.metadata.managedFields;
  else next.metadata.managedFields = managedFields;
  return next;
}

/** The stored form. An update that only looked like one does not even renew the times of the managed fields. */
function encodeChanged(context: WriteContext, { next, previous }: Change, entry: CacheEntry): Buffer | "unchanged" {
  const encoded = encodeStored(next);
  const headLength = context.runtime.stored.head.length;
  if (sameContent(encoded, entry.bytes, headLength, entry.revision)) return orRewritten(entry, encoded);
  // Other bytes still: a client or a conversion may have turned members round.
  if (!isSameBesideMetadata(next, previous)) return encoded;
  const before = { ...previous.metadata, resourceVersion: "" };
  const { managedFields } = next.metadata;
  const kept = before.managedFields;
  const onlyTimes = managedFields !== undefined && kept !== undefined && sameButTimes(managedFields, kept);
  const after = onlyTimes ? { ...next.metadata, managedFields: kept } : next.metadata;
  const isSame = sameValue(after, before);
  return isSame ? orRewritten(entry, encodeStored({ ...next, metadata: after })) : encoded;
}

function isSameBesideMetadata(next: OwnedObject, previous: OwnedObject): boolean {
  for (const name in next) if (name !== "metadata" && !sameValue(next[name], previous[name])) return false;
  for (const name in previous) if (next[name] === undefined && previous[name] !== undefined) return false;
  return true;
}

/** An update without a change still brings the stored value to the version values are written in: storage migration is nothing more. */
function orRewritten(entry: CacheEntry, encoded: Buffer): Buffer | "unchanged" {
  return entry.isOutdated ? encoded : "unchanged";
}

function isLastFinalizerGone(context: WriteContext, next: OwnedObject): boolean {
  const { deletionTimestamp, finalizers, deletionGracePeriodSeconds } = next.metadata;
  if (deletionTimestamp === undefined || (finalizers?.length ?? 0) > 0) return false;
  if ((deletionGracePeriodSeconds ?? 0) > 0) return false;
  return (context.runtime.hooks.ownFinalizers?.(next).length ?? 0) === 0;
}

/** The update that takes the last finalizer off an object being deleted removes it; the answer is the object as it was last. */
async function deleteFinalized(
  context: WriteContext,
  name: string,
  { next, entry }: { readonly next: OwnedObject; readonly entry: CacheEntry },
): Promise<WriteResult> {
  await commitDeletion(context, { name, ifRevision: entry.revision });
  next.metadata.resourceVersion = String(entry.revision);
  return { bytes: Buffer.from(stringifyMarked(next)), revision: entry.revision, created: false };
}
