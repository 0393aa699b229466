/**
 * What ownership costs a write, and what an apply costs, without the rest of the server. Run by hand: node dist/test/bench/apply.bench.js
 */

import { deployment as deploymentRecord } from "../../src/generated/apps/deployment.js";
import { configMap as configMapRecord } from "../../src/generated/core/config-map.js";
import { pod as podRecord } from "../../src/generated/core/pod.js";
import type { KubeObject } from "../../src/meta/object.js";
import type { JsonObject } from "../../src/meta/schema.js";
import { applyConfiguration, trackCreate, trackUpdate } from "../../src/registry/apply/field-manager.js";
import { type KindRuntime, loadKindRuntime } from "../../src/registry/kind-runtime.js";
import { configMap, deployment, pod } from "./server/objects.js";

const [configMaps, pods, deployments] = await Promise.all(
  [configMapRecord, podRecord, deploymentRecord].map((definition) => loadKindRuntime(definition, Date.now)),
);
if (configMaps === undefined || pods === undefined || deployments === undefined) throw new Error("no runtime");

creates("create a ConfigMap of 0.9 kB", configMaps, configMap("bench"));
creates("create a Pod of 2.6 kB", pods, pod("bench"));
creates("create a Deployment of 3 kB", deployments, deployment("bench"));
updates("one label of a ConfigMap", configMaps, configMap("bench"));
updates("one label of a Pod", pods, pod("bench"));
updates("one label of a Deployment", deployments, deployment("bench"));
applies("apply a Deployment again, unchanged", {});
applies("apply a Deployment, one label changed", { seen: "true" });

function managerOf(runtime: KindRuntime) {
  return { name: "bench", version: runtime.stored, subresource: "", time: "2026-01-01T00:00:00Z" };
}

function completed(runtime: KindRuntime, text: string): KubeObject {
  const object = runtime.stored.decoder.decode(JSON.parse(text), undefined);
  runtime.stored.setDefaults(object);
  return object as unknown as KubeObject;
}

function creates(name: string, runtime: KindRuntime, text: string): void {
  const object = completed(runtime, text);
  measure(name, () => {
    delete object.metadata.managedFields;
    trackCreate(runtime, object, managerOf(runtime));
  });
  const record = JSON.stringify(object.metadata.managedFields);
  measure(`  to encode its record of ${record.length} bytes`, () => JSON.stringify(object.metadata.managedFields));
  measure("  to read it again", () => JSON.parse(record));
}

function updates(name: string, runtime: KindRuntime, text: string): void {
  const live = completed(runtime, text);
  trackCreate(runtime, live, managerOf(runtime));
  const manager = { ...managerOf(runtime), name: "other" };
  const stored = JSON.stringify(live);
  const next = JSON.parse(stored) as KubeObject;
  next.metadata.labels = { ...next.metadata.labels, seen: "true" };
  const { managedFields = [] } = next.metadata;
  measure(name, () => {
    next.metadata.managedFields = managedFields;
    trackUpdate(runtime, { live, next }, manager);
  });
}

function applies(name: string, labels: Readonly<Record<string, string>>): void {
  const runtime = deployments as KindRuntime;
  const manager = managerOf(runtime);
  const first = JSON.parse(deployment("bench")) as JsonObject;
  const merged = applyConfiguration(runtime, { live: undefined, applied: first, manager, force: false });
  const live = completed(runtime, JSON.stringify(merged));
  const applied = JSON.parse(deployment("bench", labels)) as JsonObject;
  measure(name, () => applyConfiguration(runtime, { live, applied, manager, force: false }));
}

function measure(name: string, once: () => unknown): void {
  const rounds = 20_000;
  const run = (): void => {
    for (let round = 0; round < rounds; round++) once();
  };
  run();
  const start = process.hrtime.bigint();
  run();
  const microseconds = Number(process.hrtime.bigint() - start) / 1000 / rounds;
  console.log(`${name}: ${microseconds.toFixed(2)} µs`);
}
