/**
 * Delete: preconditions, finalizers, grace, then gone. An object with finalizers (or a grace period) is only marked; the update that
 * takes the last finalizer off removes it.
 */

import { stringifyJson } from "../../meta/exact-json.js";
import { failedPrecondition } from "../../meta/preconditions.js";
import { conflict, notFound } from "../../meta/status.js";
import { formatTime } from "../../meta/time.js";
import { asStatusError, commitDeletion, commitObject, isConflict } from "./commit.js";
import type { OwnedObject, WriteContext } from "./context.js";

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: "Foreground" | "Background" | "Orphan";
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

export interface DeleteResult {
  /** True when the object is gone; false when it is only marked. */
  readonly removed: boolean;
  /** The object's last state, with the resourceVersion the answer should show. */
  readonly object: OwnedObject;
}

const deleteAttempts = 64;

/** Rejects with StatusError. */
export async function deleteObject(context: WriteContext, name: string, options: DeleteOptions): Promise<DeleteResult> {
  const { definition } = context.runtime;
  const { cache, cacheKey, deps } = context.storage;
  for (let attempt = 1; ; attempt++) {
    const entry = cache?.get(cacheKey(context.namespace, name));
    if (attempt === 1) warnOfDelete(context, options);
    if (entry === undefined) throw notFound({ group: definition.group, resource: definition.plural }, name);
    const object = entry.object();
    checkPreconditions(context, name, { object, options });
    await deps.admit({
      operation: "DELETE",
      definition,
      subresource: "",
      namespace: context.namespace,
      name,
      object: undefined,
      caller: context.caller,
    });
    try {
      return await tryDelete(context, { name, object, revision: entry.revision, options });
    } catch (error) {
      if (!isConflict(error) || attempt === deleteAttempts) throw asStatusError(context, error, name);
      await deps.store.progress();
    }
  }
}

/** Before anything is looked for; of a collection even when it is empty. */
export function warnOfDelete(context: Pick<WriteContext, "runtime" | "warn">, options: DeleteOptions): void {
  if (propagationWish(options) !== undefined) return;
  for (const warning of context.runtime.hooks.warningsOnDelete?.() ?? []) context.warn(warning);
}

interface Attempt {
  readonly name: string;
  readonly object: OwnedObject;
  readonly revision: number;
  readonly options: DeleteOptions;
}

async function tryDelete(context: WriteContext, attempt: Attempt): Promise<DeleteResult> {
  const { name, object, revision, options } = attempt;
  const { hooks } = context.runtime;
  const before = stringifyJson(object);
  const { finalizers } = object.metadata;
  setPropagationFinalizers(context, object, options);
  const graceSeconds = gracePeriod(context, object, options);
  const held = (object.metadata.finalizers?.length ?? 0) > 0 || (hooks.ownFinalizers?.(object).length ?? 0) > 0;
  if (!held && graceSeconds === 0) {
    const last = await lastMark(context, { name, object, revision });
    // What goes as it is was never stored without them.
    if (last === revision && finalizers !== undefined) object.metadata.finalizers = finalizers;
    object.metadata.resourceVersion = String(await commitDeletion(context, { name, ifRevision: last }));
    return { removed: true, object };
  }
  mark(context, object, graceSeconds);
  if (stringifyJson(object) === before) return { removed: false, object };
  delete object.metadata.resourceVersion;
  const result = await commitObject(context, object, { name, ifRevision: revision, keepsManagers: true });
  object.metadata.resourceVersion = String(result.revision);
  return { removed: false, object };
}

/**
 * Kinds that can wait say when they are deleted even when they do not: watchers see that before the end. Those that have said it have not
 * to say it again. The revision it has then.
 */
async function lastMark(context: WriteContext, { name, object, revision }: Omit<Attempt, "options">): Promise<number> {
  if (context.runtime.hooks.gracePeriodSeconds === undefined) return revision;
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = object.metadata;
  if (deletionTimestamp !== undefined && deletionGracePeriodSeconds === 0) return revision;
  mark(context, object, 0);
  delete object.metadata.resourceVersion;
  const marked = await commitObject(context, object, { name, ifRevision: revision, keepsManagers: true });
  object.metadata.resourceVersion = String(marked.revision);
  return marked.revision;
}

function checkPreconditions(
  context: WriteContext,
  name: string,
  { object, options }: { readonly object: OwnedObject; readonly options: DeleteOptions },
): void {
  const { definition } = context.runtime;
  const { group, kind } = context.runtime.errorKind;
  const of = { group, resource: kind };
  const { uid, resourceVersion } = options.preconditions ?? {};
  const actual = object.metadata;
  // Namespaces are deleted in steps of their own, which tell the same in other words.
  if (context.runtime.hooks.ownFinalizers !== undefined && uid !== undefined && uid !== actual.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${actual.uid}`;
    throw conflict({ ...of, resource: definition.plural }, name, why);
  }
  const why = failedPrecondition({ uid, resourceVersion }, actual);
  if (why !== undefined) throw conflict(of, name, why);
}

const orphanFinalizer = "orphan";
const foregroundFinalizer = "foregroundDeletion";

/** The garbage collector's two finalizers follow the caller's wish, or stay as they are when it has none. */
function setPropagationFinalizers(context: WriteContext, object: OwnedObject, options: DeleteOptions): void {
  const current = object.metadata.finalizers ?? [];
  const nothingDepends = context.runtime.definition.strategy.defaultPropagation === "None";
  const wish = nothingDepends ? "Background" : propagationWish(options);
  const orphan = wish === undefined ? keepOrDefault(context, current, orphanFinalizer) : wish === "Orphan";
  const foreground = wish === undefined ? current.includes(foregroundFinalizer) : wish === "Foreground";
  const others = current.filter((one) => one !== orphanFinalizer && one !== foregroundFinalizer);
  if (orphan) others.push(orphanFinalizer);
  if (foreground) others.push(foregroundFinalizer);
  if (others.length === 0) delete object.metadata.finalizers;
  else if (others.length !== current.length || others.some((one) => !current.includes(one))) {
    object.metadata.finalizers = others;
  }
}

function propagationWish(options: DeleteOptions): DeleteOptions["propagationPolicy"] {
  if (options.orphanDependents !== undefined) return options.orphanDependents ? "Orphan" : "Background";
  return options.propagationPolicy;
}

function keepOrDefault(context: WriteContext, current: readonly string[], finalizer: string): boolean {
  if (current.includes(finalizer)) return true;
  if (current.includes(foregroundFinalizer)) return false;
  return context.runtime.definition.strategy.defaultPropagation === "Orphan";
}

/** Seconds the object stays. A second delete may shorten the wait, never lengthen it. */
function gracePeriod(context: WriteContext, object: OwnedObject, options: DeleteOptions): number {
  const seconds = context.runtime.hooks.gracePeriodSeconds?.(object, options.gracePeriodSeconds) ?? 0;
  const { deletionTimestamp, deletionGracePeriodSeconds: pending } = object.metadata;
  return deletionTimestamp === undefined || pending === undefined ? seconds : Math.min(seconds, pending);
}

function mark(context: WriteContext, object: OwnedObject, graceSeconds: number): void {
  const { metadata } = object;
  const already = metadata.deletionTimestamp !== undefined;
  if (already && (metadata.deletionGracePeriodSeconds ?? 0) <= graceSeconds) return;
  metadata.deletionTimestamp = formatTime(context.storage.deps.now() + graceSeconds * 1000);
  metadata.deletionGracePeriodSeconds = graceSeconds;
  if (already) return;
  if (metadata.generation !== undefined) metadata.generation += 1;
  context.runtime.hooks.markDeleted?.(object);
}
