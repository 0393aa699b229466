/**
 * Lives of built-in objects, through the whole server, against the answers of a real kube-apiserver 1.36 (golden/native.json, made by
 * test/oracle/record-apply.ts): the object, who owns which of its fields, and the words of a refusal.
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { groups } from "../../src/generated/index.js";
import type { ObjectMeta } from "../../src/meta/object.js";
import type { JsonObject } from "../../src/meta/schema.js";
import { startTestServer } from "../../src/server/testing.js";
import { systemClock } from "../../src/util/clock.js";
import { nativeScenarios } from "../support/apply/native-scenarios.js";
import {
  bodyOf,
  comparable,
  methodOf,
  pathOf,
  type Scenario,
  type Step,
  type StepAnswer,
} from "../support/apply/scenario.js";
import { readFixture } from "../support/fixture.js";

const answers = readFixture<Record<string, StepAnswer[]>>("test/unit/registry/apply/golden/native.json");

const start = Date.parse("2026-01-01T00:00:00Z");
let now = start;
const server = await startTestServer({ groups, clock: { ...systemClock, nowMs: () => now } });
after(() => server.close());

for (const [index, scenario] of nativeScenarios.entries()) {
  test(scenario.name, async (t) => {
    const namespace = `life-${index}`;
    await server.request("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
    const recorded = answers[scenario.name] ?? [];
    assert.equal(recorded.length, scenario.steps.length);
    now = start;
    for (const [at, step] of scenario.steps.entries()) {
      if (scenario.slow === true) now = start + at * 60_000;
      const answer = await take(scenario, step, namespace);
      const title = `${at}: ${step.how} ${step.sub ?? ""} as ${step.as} ${JSON.stringify(step.body)}`;
      await t.test(title, () => assert.deepEqual(settled(answer), settled(recorded[at] as StepAnswer)));
    }
  });
}

async function take({ kind, slow = false }: Scenario, step: Step, namespace: string): Promise<StepAnswer> {
  const [method, contentType] = methodOf(step);
  const body = bodyOf(kind, step).replaceAll("NAMESPACE", namespace);
  const { status, body: told } = await server.request(method, pathOf(kind, { namespace, step }), body, contentType);
  const stepOf = (time: string): number => Math.max(-1, Math.floor((Date.parse(time) - start) / 60_000));
  // The recorder has a user agent; a request in this process has none.
  const text = JSON.stringify(told).replaceAll('"manager":"unknown"', '"manager":"recorder"');
  const shared = JSON.parse(text.replaceAll(namespace, "NAMESPACE")) as unknown;
  return comparable(status, shared, slow ? stepOf : undefined);
}

/** The recording server has controllers, which count generations and say how things are. */
function settled({ object, ...answer }: StepAnswer): unknown {
  if (object === undefined) return answer;
  const { status: _status, ...rest } = object;
  const { generation: _generation, annotations, ...metadata } = rest.metadata as JsonObject;
  const { "deployment.kubernetes.io/revision": _revision, ...kept } = (annotations ?? {}) as JsonObject;
  const noted = Object.keys(kept).length > 0 ? { annotations: kept } : {};
  return { ...answer, object: { ...rest, metadata: { ...metadata, ...noted } } };
}

test("an apply through a subresource that takes only a part of the object is on record", async () => {
  const pods = "/api/v1/namespaces/default/pods";
  const spec = { containers: [{ name: "c", image: "i:1" }] };
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "partly" } };
  await server.request("POST", `${pods}?fieldManager=a`, { ...pod, spec });
  const configuration = { ...pod, spec: { ephemeralContainers: [{ name: "d", image: "i:2" }] } };
  const path = `${pods}/partly/ephemeralcontainers?fieldManager=b`;
  const { status, body } = await server.request("PATCH", path, configuration, "application/apply-patch+yaml");
  assert.equal(status, 200);
  const { managedFields = [] } = body.metadata as ObjectMeta;
  const entry = managedFields.find(({ manager }) => manager === "b");
  assert.equal(entry?.subresource, "ephemeralcontainers");
  const element = 'k:{"name":"d"}';
  const owned = { ".": {}, "f:image": {}, "f:name": {} };
  assert.deepEqual(entry?.fieldsV1, { "f:spec": { "f:ephemeralContainers": { [element]: owned } } });
});

test("a configuration may be as deep as YAML may be; deeper ones are refused, however deep", async () => {
  for (const depth of [1500, 9_000, 20_000]) {
    const data = `${'{"a":'.repeat(depth)}{}${"}".repeat(depth)}`;
    const text = `{"apiVersion":"apps/v1","kind":"ControllerRevision","metadata":{"name":"deep"},"revision":1,"data":${data}}`;
    const path = "/apis/apps/v1/namespaces/default/controllerrevisions/deep?fieldManager=a";
    const { status, body } = await server.request("PATCH", path, text, "application/apply-patch+yaml");
    assert.equal(status, depth < 10_000 ? 201 : 400);
    if (depth < 10_000) assert.deepEqual((await server.request("DELETE", path)).status, 200);
    else assert.match(String(body.message), /^error decoding YAML: .*yaml: exceeded max depth of 10000$/);
  }
});
