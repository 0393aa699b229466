/** The last step of every write: bytes into the store, faults into API errors. */
import { failure } from "../../meta/status.js";
import { type Revision, StoreError } from "../../storage/store.js";
import { putToRest } from "../at-rest.js";
import { encodeServed, encodeStored, spliceRevision } from "../encode.js";
import { toStatusError } from "../to-status-error.js";
import type { OwnedObject, WriteContext, WriteResult } from "./context.js";
import { tooLarge } from "./size-limit.js";

interface CommitOptions {
  readonly name: string;
  /** 0: the key must not exist. */
  readonly ifRevision: number;
  /** The object's stored form where it is at hand. */
  readonly encoded?: Buffer | undefined;
  /** False: who owns what is forgotten where only that makes the object too large. */
  readonly keepsManagers: boolean;
}

/** Stores the object and answers with its served bytes. Rejects with StoreError, and with StatusError once the request is over. */
export async function commitObject(
  context: WriteContext,
  object: OwnedObject,
  options: CommitOptions,
): Promise<WriteResult> {
  const created = options.ifRevision === 0;
  if (context.dryRun) {
    const revision = options.ifRevision;
    if (revision > 0) object.metadata.resourceVersion = String(revision);
    return { bytes: encodeServed(object), revision, created };
  }
  refuseIfOver(context);
  const { value, working } = putToRest(context.runtime, object, {
    created,
    working: options.encoded ?? encodeStored(object),
  });
  const key = context.storage.storeKey(context.namespace, options.name);
  const refused = tooLarge({ runtime: context.runtime, object, key, created, json: value });
  if (refused !== undefined) {
    if (options.keepsManagers || object.metadata.managedFields === undefined) throw refused;
    delete object.metadata.managedFields;
    return commitObject(context, object, { ...options, encoded: undefined });
  }
  const { deps, leases } = context.storage;
  const revision = await deps.store.commit({
    preconditions: [{ key, revision: options.ifRevision }],
    writes: [leases === undefined ? { key, value } : { key, value, lease: await leases.next() }],
  });
  return { bytes: spliceRevision(working, context.runtime.stored.head.length, revision), revision, created };
}

/** Removes the key if it is still at `ifRevision`, and tells the revision of that. Rejects as `commitObject`. */
export async function commitDeletion(
  context: WriteContext,
  options: Omit<CommitOptions, "keepsManagers">,
): Promise<Revision> {
  if (context.dryRun) return options.ifRevision;
  refuseIfOver(context);
  const key = context.storage.storeKey(context.namespace, options.name);
  return await context.storage.deps.store.commit({
    preconditions: [{ key, revision: options.ifRevision }],
    writes: [{ key, value: null }],
  });
}

/** Its client was told that it failed, and may be trying again already. */
function refuseIfOver(context: WriteContext): void {
  if (context.isOver?.() !== true) return;
  const why = "Timeout: request did not complete within requested timeout - context deadline exceeded";
  throw failure("Timeout", why, { details: {} });
}

export function isConflict(error: unknown): boolean {
  return error instanceof StoreError && error.fault.kind === "RevisionConflict";
}

/** StoreErrors become StatusErrors of this object; anything else passes. */
export function asStatusError(context: WriteContext, error: unknown, name: string): unknown {
  if (!(error instanceof StoreError)) return error;
  const { group, plural } = context.runtime.definition;
  return toStatusError(error, { group, resource: plural }, name);
}
