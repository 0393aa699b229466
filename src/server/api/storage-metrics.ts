/** What the caches and the answers made from them hold, for `/metrics`. */
import type { ListBudget } from "../../endpoints/lists/list-budget.js";
import type { RestStorage } from "../../registry/rest-storage.js";
import type { MetricFamily, Sample } from "../metrics/sample.js";

/** Only caches somebody has read from have numbers: an idle kind costs nothing, not even a metric. */
export function storageFamilies(storages: readonly RestStorage[]): readonly MetricFamily[] {
  const gauge = (name: string, help: string, read: (storage: RestStorage) => number | undefined): MetricFamily => ({
    name,
    type: "gauge",
    help,
    collect: () => storages.flatMap((storage) => sampleOf(storage, read)),
  });
  return [
    gauge("apiserver_resource_objects", "Objects stored, by resource.", (storage) => storage.cache?.stats().objects),
    gauge(
      "apiserver_watch_cache_events_kept",
      "Events kept for watches that resume.",
      (storage) => storage.cache?.stats().ringEvents,
    ),
    gauge("apiserver_registered_watchers", "Open watches, by resource.", (storage) => storage.cache?.stats().watchers),
    gauge(
      "apiserver_watch_frames_encoded",
      "Watch frames encoded since the start.",
      (storage) => storage.cache?.stats().framesMade,
    ),
  ];
}

export function listFamilies(budget: ListBudget): readonly MetricFamily[] {
  const gauge = (name: string, help: string, value: () => number): MetricFamily => ({
    name,
    type: "gauge",
    help,
    collect: () => [{ labels: {}, value: value() }],
  });
  return [
    gauge("apiserver_large_lists", "Large lists that are being made or sent.", () => budget.heldAnswers),
    gauge("apiserver_large_list_bytes", "Bytes of the objects in these lists.", () => Math.round(budget.heldBytes)),
  ];
}

function sampleOf(storage: RestStorage, read: (storage: RestStorage) => number | undefined): Sample[] {
  const value = storage.cache?.isLoaded === true ? read(storage) : undefined;
  if (value === undefined) return [];
  const { group, plural } = storage.definition;
  return [{ value, labels: { group, resource: plural } }];
}
