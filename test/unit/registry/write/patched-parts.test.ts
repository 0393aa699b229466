/** What a patched object shares with the one before, and that nothing is lost by not decoding that again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cloneJson } from "../../../../src/meta/clone-json.js";
import { DecodeError } from "../../../../src/meta/compile/decode-error.js";
import { compileDecoder, FieldProblems } from "../../../../src/meta/compile/decoder.js";
import type { KubeObject } from "../../../../src/meta/object.js";
import { hasSameMetadata } from "../../../../src/meta/same.js";
import type { JsonObject } from "../../../../src/meta/schema.js";
import { applyMergePatch } from "../../../../src/registry/patch/merge-patch.js";
import { partsOfPatched } from "../../../../src/registry/write/patched-parts.js";
import fc from "../../../support/fast-check.js";
import { smallSchemas } from "../../meta/small-schemas.js";

const stored = (): KubeObject => ({
  kind: "ConfigMap",
  apiVersion: "v1",
  metadata: { name: "a", labels: { x: "y" }, managedFields: [{ manager: "m" }] },
  data: { a: "1", b: "2" },
  binaryData: { c: "AA==" },
});

const patched = (object: KubeObject, patch: JsonObject): JsonObject => applyMergePatch(object as JsonObject, patch);

test("what the patch left alone is shared, but for the first level and metadata's", () => {
  const previous = stored();
  const parts = partsOfPatched(patched(previous, { data: { a: "3" } }), previous, true);
  assert.ok(parts !== undefined);
  assert.deepEqual(parts.changed, ["data"]);
  assert.equal(parts.value["binaryData"], previous["binaryData"]);
  assert.notEqual(parts.value["metadata"], previous.metadata);
  assert.equal((parts.value["metadata"] as JsonObject)["labels"], previous.metadata.labels);
  parts.value["kind"] = "Other";
  (parts.value["metadata"] as JsonObject)["name"] = "b";
  (parts.value["data"] as JsonObject)["b"] = "changed";
  assert.deepEqual(previous, stored());
});

test("nothing is shared where the rest may be changed in place", () => {
  const previous = stored();
  const parts = partsOfPatched(patched(previous, { metadata: { labels: { x: "z" } } }), previous, false);
  assert.deepEqual(parts?.changed, ["metadata"]);
  (parts?.value["binaryData"] as JsonObject)["c"] = "changed";
  (parts?.value["metadata"] as JsonObject)["managedFields"] = [];
  assert.deepEqual(previous, stored());
});

test("a patch that changes nothing hands out an object of its own", () => {
  const previous = stored();
  const parts = partsOfPatched(previous as JsonObject, previous, true);
  assert.deepEqual(parts?.changed, []);
  assert.notEqual(parts?.value, previous);
  assert.deepEqual(parts?.value, previous);
});

test("members called as the prototype is, and lists, are left to those who copy all", () => {
  const previous = stored();
  assert.equal(partsOfPatched(JSON.parse('{"__proto__":{"a":1}}') as JsonObject, previous, true), undefined);
  assert.equal(partsOfPatched([] as unknown as JsonObject, previous, true), undefined);
});

/** Names that Deployments have in these places, and one that they do not. */
const value = fc.oneof(
  fc.constant(null),
  fc.string({ maxLength: 3 }),
  fc.integer({ min: -2, max: 9 }),
  fc.boolean(),
  fc.constant([]),
  fc.constant({}),
  fc.constant([{ name: "c", image: "i", other: 1 }]),
  fc.constant({ app: "a" }),
);
const name = fc.constantFrom("name", "labels", "replicas", "template", "selector", "matchLabels", "spec", "other");
const inner = fc.dictionary(name, fc.oneof(value, fc.dictionary(name, value, { maxKeys: 3 })), { maxKeys: 4 });
const top = fc.constantFrom("metadata", "spec", "status", "other");
const object = fc.dictionary(top, inner, { maxKeys: 4 });
const patch = fc.dictionary(top, fc.oneof({ weight: 4, arbitrary: inner }, { weight: 1, arbitrary: value }), {
  maxKeys: 3,
});

const decoder = compileDecoder(smallSchemas, "apps/v1/Deployment");

/** The object, or why it is none, and what of it is unknown. */
function decoded(decode: (problems: FieldProblems) => JsonObject): unknown {
  const problems = new FieldProblems();
  try {
    return { object: decode(problems), unknown: problems.unknown };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return error.message;
  }
}

test("decoding what a patch changed gives what decoding all of it gives", () => {
  let objects = 0;
  fc.assert(
    fc.property(object, patch, (before, change) => {
      const known = decoded(() => decoder.decode(cloneJson(before), undefined)) as { object?: JsonObject };
      if (known.object === undefined) return;
      const previous = known.object as unknown as KubeObject;
      const parts = partsOfPatched(patched(previous, change as JsonObject), previous, true);
      assert.ok(parts !== undefined);
      const { value: whole, changed: members } = parts;
      const all = decoded((problems) => decoder.decode(patched(cloneJson(previous), change as JsonObject), problems));
      assert.deepEqual(
        decoded((problems) => decoder.decode(whole, problems, { members })),
        all,
      );
      if (typeof all === "object") objects += 1;
    }),
    { numRuns: 2000 },
  );
  assert.ok(objects > 200, `only ${objects} of the patched objects were any`);
});

test("metadata are the same when no member but the server's own differs", () => {
  const previous = stored();
  const like = (more: object): KubeObject => ({ ...previous, metadata: { ...previous.metadata, ...more } });
  assert.ok(hasSameMetadata(like({}), previous));
  assert.ok(hasSameMetadata(like({ resourceVersion: "5", generation: 2, managedFields: [] }), previous));
  assert.ok(!hasSameMetadata(like({ labels: { x: "z" } }), previous));
  assert.ok(!hasSameMetadata(like({ annotations: {} }), previous));
  const { labels: _, ...unlabelled } = previous.metadata;
  assert.ok(!hasSameMetadata({ ...previous, metadata: unlabelled }, previous));
});
