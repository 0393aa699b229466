/**
 * Lives of custom resources against the answers of a real kube-apiserver 1.36 (golden/custom.json, made by test/oracle/record-apply.ts).
 * Only managed fields are at work here: what the server refused for other reasons is passed over, defaults are filled in by hand.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { schemas as metaSchemas } from "../../../../src/generated/meta/v1/schemas.js";
import type { KubeObject } from "../../../../src/meta/object.js";
import type { JsonObject, Schema } from "../../../../src/meta/schema.js";
import { StatusError } from "../../../../src/meta/status.js";
import {
  applyConfiguration,
  type FieldManager,
  trackCreate,
  trackUpdate,
} from "../../../../src/registry/apply/field-manager.js";
import { defineResource } from "../../../../src/registry/generated-api.v1.js";
import { type KindRuntime, loadKindRuntime } from "../../../../src/registry/kind-runtime.js";
import { applyJsonPatch } from "../../../../src/registry/patch/json-patch.js";
import { applyMergePatch } from "../../../../src/registry/patch/merge-patch.js";
import { customScenarios, widgetGroup, widgetSpec } from "../../../support/apply/custom-scenarios.js";
import { bodyOf, comparable, type Scenario, type Step, type StepAnswer } from "../../../support/apply/scenario.js";
import { readFixture } from "../../../support/fixture.js";

const answers = readFixture<Record<string, StepAnswer[]>>("test/unit/registry/apply/golden/custom.json");

const widget: Schema = {
  type: "object",
  properties: {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { $ref: "meta/v1/ObjectMeta" },
    spec: widgetSpec as Schema,
  },
};
const schemas = new Map(Object.entries({ ...metaSchemas, "w/v1/Widget": widget, "w/v2/Widget": widget }));
const runtime = await loadKindRuntime(
  {
    ...defineResource({
      group: widgetGroup,
      kind: "Widget",
      plural: "widgets",
      namespaced: true,
      versions: [
        { name: "v1", servedByDefault: true, type: "w/v1/Widget" },
        { name: "v2", servedByDefault: true, type: "w/v2/Widget" },
      ],
      load: async () => ({ schemas, hooks: {} }),
    }),
    objectStyle: "custom",
  },
  () => 0,
);

for (const scenario of customScenarios) {
  test(`custom resources: ${scenario.name}`, async (t) => {
    const recorded = answers[scenario.name] ?? [];
    assert.equal(recorded.length, scenario.steps.length);
    let live: KubeObject | undefined;
    for (const [index, step] of scenario.steps.entries()) {
      const expected = recorded[index] as StepAnswer;
      if (refusedOtherwise(expected)) continue;
      await t.test(`${index}: ${step.how} as ${step.as} ${JSON.stringify(step.body)}`, () => {
        const { answer, object } = take(live, scenario, step);
        assert.deepEqual(settled(answer), settled(expected));
        live = object;
      });
    }
  });
}

/** By validation, which is not asked here. */
function refusedOtherwise({ code }: StepAnswer): boolean {
  return code === 422;
}

function take(live: KubeObject | undefined, { kind }: Scenario, step: Step) {
  const body = JSON.parse(bodyOf(kind, step)) as JsonObject;
  const version = runtime.version((step.version ?? kind.apiVersion).split("/")[1] ?? "");
  const manager: FieldManager = { name: step.as, version, subresource: "", time: "2026-01-01T00:00:00Z" };
  try {
    const object = next(runtime, { live, step, body, manager });
    const shown = version.conversion?.fromStored(object) ?? object;
    return { answer: comparable(live === undefined ? 201 : 200, shown, undefined), object };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return { answer: comparable(error.code, error.status, undefined), object: live };
  }
}

interface Move {
  readonly live: KubeObject | undefined;
  readonly step: Step;
  readonly body: JsonObject;
  readonly manager: FieldManager;
}

function next(runtime: KindRuntime, { live, step, body, manager }: Move): KubeObject {
  const { conversion } = manager.version;
  const toStored = (object: JsonObject): KubeObject => {
    const copy = structuredClone(object) as unknown as KubeObject;
    setDefaults(copy);
    return conversion?.toStored(copy) ?? copy;
  };
  if (step.how === "apply") {
    return toStored(applyConfiguration(runtime, { live, applied: body, manager, force: step.force === true }));
  }
  if (live === undefined) {
    const made = toStored(body);
    trackCreate(runtime, made, manager);
    return made;
  }
  const document = live as unknown as JsonObject;
  const made = toStored(step.how === "json" ? applyJsonPatch(document, body) : applyMergePatch(document, body));
  trackUpdate(runtime, { live, next: made }, manager);
  return made;
}

/** What structural defaulting does to these objects. */
function setDefaults({ spec }: KubeObject): void {
  if (spec === undefined || spec === null) return;
  const values = spec as { defaulted?: { a?: string }; two?: { p?: string }[] };
  values.defaulted ??= {};
  values.defaulted.a ??= "x";
  for (const item of values.two ?? []) item.p ??= "TCP";
}

/** Custom resources come with members sorted, generations are not counted here, and a null spec is dropped. */
function settled(answer: StepAnswer): unknown {
  const { object, managers, ...rest } = answer;
  if (object === undefined) return rest;
  const { metadata, spec, ...others } = object as { metadata: JsonObject; spec?: JsonObject | null };
  const { generation: _, ...kept } = metadata;
  const lines = managers?.map((line) => {
    const at = line.indexOf("{");
    return [line.slice(0, at), JSON.parse(line.slice(at)) as unknown];
  });
  return { ...rest, ...others, metadata: kept, ...(spec ? { spec } : {}), managers: lines };
}
