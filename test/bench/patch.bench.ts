/** Time per patch on objects of ordinary size. Run by hand: node dist/test/bench/patch.bench.js */
import type { JsonObject, Schema } from "../../src/meta/schema.js";
import { applyPatch } from "../../src/registry/patch/apply-patch.js";
import { patchTypeOf } from "../../src/registry/patch/patch-type.js";
import { readFixture } from "../support/fixture.js";

const folder = "test/unit/registry/patch/golden";
const schemas = new Map(Object.entries(readFixture<Record<string, Schema>>(`${folder}/schemas.json`)));
const pod = readFixture<{ objects: { podTemplate: JsonObject } }>(`${folder}/answers.json`).objects.podTemplate;
const configMap: JsonObject = {
  kind: "ConfigMap",
  apiVersion: "v1",
  metadata: { name: "a", namespace: "b", uid: "c", labels: { app: "x", tier: "y" } },
  data: Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`key-${index}`, "x".repeat(80)])),
};

const label = '{"metadata":{"labels":{"seen":"true"}}}';
const labelAndImage =
  '{"metadata":{"labels":{"a":"b"}},"template":{"spec":{"containers":[{"name":"a","image":"i:2"}]}}}';
const replaceLabel = '[{"op":"replace","path":"/metadata/labels/app","value":"z"}]';

measure("merge patch: a label on a 1 kB ConfigMap", configMap, "merge-patch", label, "core/v1/ConfigMap");
measure("JSON patch: a label on a 1 kB ConfigMap", configMap, "json-patch", replaceLabel, "core/v1/ConfigMap");
measure("strategic merge patch: label and image", pod, "strategic-merge-patch", labelAndImage, "core/v1/PodTemplate");

function measure(name: string, ...[document, media, body, type]: [JsonObject, string, string, string]): void {
  const rounds = 100_000;
  const run = () => {
    for (let round = 0; round < rounds; round++) {
      applyPatch({ type: patchTypeOf(`application/${media}+json`), body }, document, { schemas, type });
    }
  };
  run();
  const start = process.hrtime.bigint();
  run();
  const microseconds = Number(process.hrtime.bigint() - start) / 1000 / rounds;
  console.log(`${name}: ${microseconds.toFixed(2)} µs`);
}
