/**
 * Whether the objects a token is about are still there: the account, and the pod, secret or node it is bound to. Looked up for every
 * request, so an unchanged object costs a map lookup: what was found out about it counts as long as its revision is the same. The cache
 * entry itself is not kept: a remembered token would keep the bytes of objects long gone.
 */
import type { StorageOf } from "../../registry/rest-storage.js";
import type { Revision } from "../../storage/store.js";
import type { AccountClaims, NamedRef } from "./claims.js";

/** A token outlives the marking of its objects for deletion by this much: clocks differ, and pods have last words. */
export const leewaySeconds = 60;

export interface Reference {
  readonly kind: "node" | "pod" | "secret" | "serviceaccount";
  readonly namespace: string;
  readonly ref: NamedRef;
  /** The revision that was looked at last, and what its object says. */
  seen: { readonly revision: Revision; readonly uid: string; readonly deletedAtMs: number } | undefined;
}

const plurals = { node: "nodes", pod: "pods", secret: "secrets", serviceaccount: "serviceaccounts" } as const;
const revoked = "service account token has been invalidated";

/** A node named besides a pod is news about the pod, not a binding. */
export function referencesOf({ namespace, serviceaccount, secret, pod, node }: AccountClaims): readonly Reference[] {
  const to = (kind: Reference["kind"], ref: NamedRef | undefined): readonly Reference[] =>
    ref === undefined ? [] : [{ kind, namespace, ref, seen: undefined }];
  return [
    ...to("serviceaccount", serviceaccount),
    ...to("secret", secret),
    ...to("pod", pod),
    ...to("node", pod === undefined ? node : undefined),
  ];
}

/** Resolves when the caches the references need are loaded; undefined: they are. */
export function loadingOf(storageOf: StorageOf, references: readonly Reference[]): Promise<unknown> | undefined {
  const loading = references.flatMap(({ kind }) => storageOf("", plurals[kind])?.cache?.ready() ?? []);
  return loading.length === 0 ? undefined : Promise.all(loading);
}

/** Why the token is not good any more; undefined: it is. Caches are loaded. */
export function referenceProblem(storageOf: StorageOf, reference: Reference, nowMs: number): string | undefined {
  const { kind, namespace, ref } = reference;
  if (kind === "serviceaccount" && ref.name === "") return "resource name may not be empty";
  if (namespace === "" && kind === "serviceaccount") return "the server could not find the requested resource";
  const storage = storageOf("", plurals[kind]);
  const entry = storage?.cache?.get(storage.cacheKey(namespace, ref.name));
  if (entry === undefined) return kind === "serviceaccount" ? `serviceaccounts "${ref.name}" not found` : revoked;
  if (reference.seen?.revision !== entry.revision) {
    const { uid = "", deletionTimestamp } = entry.object().metadata;
    const deletedAtMs = deletionTimestamp === undefined ? Number.POSITIVE_INFINITY : Date.parse(deletionTimestamp);
    reference.seen = { revision: entry.revision, uid, deletedAtMs };
  }
  const { uid, deletedAtMs } = reference.seen;
  if (deletedAtMs < nowMs - leewaySeconds * 1000) {
    return kind === "serviceaccount" ? "service account has been deleted" : revoked;
  }
  if (uid === ref.uid) return undefined;
  if (kind === "serviceaccount") return `service account UID (${uid}) does not match claim (${ref.uid})`;
  return `${kind} UID (${uid}) does not match service account ${kind} ref claim (${ref.uid})`;
}
