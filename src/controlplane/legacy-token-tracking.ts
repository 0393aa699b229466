/**
 * The ConfigMap that says since when uses of tokens kept in secrets are noted: a cleaner of old tokens must not take one for unused that
 * was used before. Made at start, put right whenever it says no date, and made again when it is deleted, once in half an hour at most, as
 * kube-apiserver does it. It is read from the store, so that the many other ConfigMaps need not be loaded for it.
 */
import type { KubeObject } from "../meta/object.js";
import { hasReason } from "../meta/status.js";
import type { RestStorage } from "../registry/rest-storage.js";
import { createObject } from "../registry/write/create.js";
import { updateObject } from "../registry/write/update.js";
import type { StoreWatch } from "../storage/store.js";
import { ignoreExisting, ownWrite } from "./own-writes.js";

const namespace = "kube-system";
export const trackingName = "kube-apiserver-legacy-service-account-token-tracking";
/** Between two creations. */
export const createEveryMs = 30 * 60 * 1000;

export interface LegacyTokenTracking {
  readonly configMaps: RestStorage;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves after so long, or when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Told of a write that failed; the next change tries again. */
  readonly onFault: (error: unknown) => void;
}

/** Resolves when it is there or could not be written; it is watched until the signal is aborted. */
export async function trackLegacyTokens(deps: LegacyTokenTracking, signal: AbortSignal): Promise<void> {
  const { store } = deps.configMaps.deps;
  const key = deps.configMaps.storeKey(namespace, trackingName);
  let mayCreateAtMs = Number.NEGATIVE_INFINITY;
  let waiting = false;
  const sync = async (): Promise<void> => {
    const found = await store.get(key);
    if (found !== undefined) {
      if (!saysDate(found.value)) await correct(deps);
      return;
    }
    if (deps.now() < mayCreateAtMs) {
      if (!waiting) void later();
      return;
    }
    mayCreateAtMs = deps.now() + createEveryMs;
    await create(deps);
  };
  const later = async (): Promise<void> => {
    waiting = true;
    await deps.sleep(mayCreateAtMs - deps.now(), signal);
    waiting = false;
    if (!signal.aborted) await safely();
  };
  let running: Promise<void> = Promise.resolve();
  const safely = (): Promise<void> => {
    running = running.then(sync).catch(deps.onFault);
    return running;
  };
  const from = store.revision;
  await safely();
  if (!signal.aborted) follow(deps, { key, from, signal, onChange: () => void safely() });
}

interface Following {
  readonly key: string;
  readonly from: number;
  readonly signal: AbortSignal;
  readonly onChange: () => void;
}

function follow({ configMaps }: LegacyTokenTracking, { key, from, signal, onChange }: Following): void {
  const watch: StoreWatch = configMaps.deps.store.watch(key, from, {
    events: (batch) => {
      if (batch.some((event) => event.key === key)) onChange();
    },
    progress: () => {},
    closed: () => {},
  });
  signal.addEventListener("abort", () => watch.close(), { once: true });
}

/** `2026-11-21`, a day there is. */
function saysDate(value: Uint8Array): boolean {
  const { data } = JSON.parse(Buffer.from(value).toString("utf8")) as { readonly data?: { readonly since?: unknown } };
  const since = data?.since;
  if (typeof since !== "string" || !/^\d{4}-\d\d-\d\d$/.test(since)) return false;
  const time = Date.parse(`${since}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(since);
}

function today({ now }: LegacyTokenTracking): string {
  return new Date(now()).toISOString().slice(0, 10);
}

async function create(deps: LegacyTokenTracking): Promise<void> {
  const write = await ownWrite(deps.configMaps, { namespace, owned: true });
  const object: KubeObject = {
    kind: "ConfigMap",
    apiVersion: "v1",
    metadata: { name: trackingName, namespace },
    data: { since: today(deps) },
  };
  await createObject(write, object).catch(ignoreExisting);
}

async function correct(deps: LegacyTokenTracking): Promise<void> {
  const write = await ownWrite(deps.configMaps, { namespace, owned: true });
  const since = today(deps);
  await updateObject(write, {
    name: trackingName,
    subresource: "",
    fromCurrent: true,
    next: ({ copy, previous }) => ({ ...copy(), data: { ...(previous["data"] as object | undefined), since } }),
  }).catch((error: unknown) => {
    // Deleted meanwhile: the watch tells of that too.
    if (!hasReason(error, "NotFound")) throw error;
  });
}
