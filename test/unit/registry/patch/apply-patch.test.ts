/**
 * Every patch of golden/cases.json against the answer of a real kube-apiserver 1.36 (golden/answers.json, made by
 * test/oracle/record-patches.ts). The server answers with a decoded, defaulted object, so both sides are settled first: unknown
 * fields, nulls and defaults go.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { stringifyJson } from "../../../../src/meta/exact-json.js";
import type { JsonObject, JsonValue, Schema } from "../../../../src/meta/schema.js";
import { type Status, StatusError } from "../../../../src/meta/status.js";
import {
  applyPatch,
  type Patch,
  patchComplaints,
  undecodableResult,
} from "../../../../src/registry/patch/apply-patch.js";
import { patchTypeOf } from "../../../../src/registry/patch/patch-type.js";
import { readFixture } from "../../../support/fixture.js";

interface Answer {
  readonly base: string;
  readonly type: "json" | "merge" | "strategic";
  readonly patch: string;
  readonly code: number;
  readonly body: JsonObject;
}

const folder = "test/unit/registry/patch/golden";
const schemas = new Map(Object.entries(readFixture<Record<string, Schema>>(`${folder}/schemas.json`)));
const bases = readFixture<{ bases: Record<string, { type: string }> }>(`${folder}/cases.json`).bases;
const { objects, answers } = readFixture<{ objects: Record<string, JsonObject>; answers: Answer[] }>(
  `${folder}/answers.json`,
);

test("a patch may be as deep as JSON, and what is deeper than the stack bears stays text", () => {
  for (const levels of [1_001, 5_000, 9_990]) {
    const deep = `${'{"a":'.repeat(levels)}1.50${"}".repeat(levels)}`;
    for (const type of ["json", "merge", "strategic"] as const) {
      const body = type === "json" ? `[{"op":"add","path":"/x","value":${deep}}]` : `{"x":${deep}}`;
      const shown = stringifyJson(applyPatch({ type, body }, {}, { schemas, type: "core/v1/ConfigMap" }));
      assert.equal(shown, `{"x":${deep}}`);
    }
  }
});

for (const type of ["json", "merge", "strategic"] as const) {
  test(`a ${type} patch does what kube-apiserver does`, async (t) => {
    for (const answer of answers.filter((one) => one.type === type)) {
      await t.test(`${answer.base} ${answer.patch}`, () => check(answer));
    }
  });
}

function check(answer: Answer): void {
  const document = objects[answer.base] as JsonObject;
  const before = JSON.stringify(document);
  const patch: Patch = { type: answer.type, body: answer.patch };
  const target = { schemas, type: bases[answer.base]?.type ?? "" };
  const message = String(answer.body.message);
  if (answer.code === 200) {
    assert.deepEqual(settle(applyPatch(patch, document, target), target.type), settle(answer.body, target.type));
  } else if (message.startsWith(' "" is invalid: patch: ')) {
    checkUndecodable(patch, applyPatch(patch, document, target), answer.body as unknown as Status);
  } else if (message.includes('"patched" is invalid')) {
    // Validation refused the result: the patch itself was fine. For immutable fields the server shows what it had become.
    const result = applyPatch(patch, document, target);
    const shown = /: data: Invalid value: (.*): field is immutable$/.exec(message)?.[1];
    if (shown !== undefined) assert.deepEqual(result.data, JSON.parse(shown));
  } else {
    assert.deepEqual(
      failureOf(() => applyPatch(patch, document, target)),
      answer.body,
    );
  }
  assert.equal(JSON.stringify(document), before, "the document was changed");
}

/** The server shows the patched document here, so it can be compared to the last field. */
function checkUndecodable(patch: Patch, result: JsonObject, expected: Status): void {
  const shown = /^Invalid value: ("(?:[^"\\]|\\.)*"): (.*)$/s.exec(expected.details?.causes?.[0]?.message ?? "");
  const [, value = "", detail = ""] = shown ?? [];
  if (patch.type === "strategic") {
    assert.deepEqual(undecodableResult(patch, JSON.stringify(result), detail).status, expected);
    return;
  }
  const document = JSON.parse(JSON.parse(value) as string) as JsonValue;
  assert.deepEqual(result, withoutManagedFields(document));
  const message = `Invalid value: ${JSON.stringify(JSON.stringify(result))}: ${detail}`;
  const causes = [{ reason: "FieldValueInvalid", message, field: "patch" }];
  const status = undecodableResult(patch, JSON.stringify(result), detail).status;
  assert.deepEqual(status, { ...expected, message: ` "" is invalid: patch: ${message}`, details: { causes } });
}

test("a media type that is no patch answers 415, and one the kind does not take lists those it takes", () => {
  const unsupported = {
    ...failureStatus("UnsupportedMediaType", 415),
    message: "415: Unsupported Media Type",
    details: {},
  };
  for (const type of [undefined, "", "application/json", "APPLICATION/merge-patch+json", "text/plain"]) {
    assert.deepEqual(
      failureOf(() => patchTypeOf(type)),
      unsupported,
    );
  }
  assert.equal(patchTypeOf("application/merge-patch+json; charset=utf-8"), "merge");
  const accepted = ["application/json-patch+json", "application/merge-patch+json"];
  assert.equal(patchTypeOf("application/json-patch+json", accepted), "json");
  assert.throws(
    () => patchTypeOf("application/strategic-merge-patch+json", accepted),
    (error: StatusError) => error.code === 415 && error.message.endsWith(accepted.join(", ")),
  );
});

test("a malformed body is no error until it is applied, so a missing object answers 404 first", () => {
  const patch: Patch = { type: "merge", body: "{" };
  assert.throws(() => applyPatch(patch, {}, { schemas, type: "core/v1/ConfigMap" }), StatusError);
});

for (const type of ["json", "merge", "strategic"] as const) {
  for (const levels of [10_001, 20_000, 200_000]) {
    test(`a ${type} patch ${levels} levels deep is refused, whatever is in it, and does not reach the end of the stack`, () => {
      for (const inner of ["1", "1.50", "12345678901234567890"]) {
        const deep = `${'{"a":'.repeat(levels)}${inner}${"}".repeat(levels)}`;
        const body = type === "json" ? `[{"op":"add","path":"/data","value":${deep}}]` : deep;
        assert.throws(
          () => applyPatch({ type, body }, { kind: "ConfigMap" }, { schemas, type: "core/v1/ConfigMap" }),
          (error) => error instanceof StatusError && error.code === 400 && /exceeded max depth/.test(error.message),
        );
      }
    });
  }
}

test("complaints name duplicate keys by path, and unknown fields of operations", () => {
  const complaints = (type: Patch["type"], body: string) => patchComplaints({ type, body });
  assert.deepEqual(complaints("merge", '{"data":{"k":"1","k":"2"},"a":[1,{"b":1,"b":2}]}'), [
    'duplicate field "data.k"',
    'duplicate field "a[1].b"',
  ]);
  assert.deepEqual(complaints("json", '[{"op":"add","path":"/data/k","value":"1","value":"2","foo":1}]'), [
    'json patch duplicate field "[0].value"',
    'json patch unknown field "[0].foo"',
  ]);
  assert.deepEqual(complaints("strategic", '{"a":"\\"a","b":[],"c":{},"d":{"a":null}}'), []);
});

function failureOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (error instanceof StatusError) return error.status;
    throw error;
  }
  return "no failure";
}

function failureStatus(reason: string, code: number): JsonObject {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", reason, code };
}

/** What defaulting adds; the recording shows it on the server's side only. */
const defaults: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    generation: ["1", "2", "3"],
    restartPolicy: ['"Always"'],
    terminationGracePeriodSeconds: ["30"],
    dnsPolicy: ['"ClusterFirst"'],
    schedulerName: ['"default-scheduler"'],
    securityContext: ["{}"],
    resources: ["{}"],
    terminationMessagePath: ['"/dev/termination-log"'],
    terminationMessagePolicy: ['"File"'],
    imagePullPolicy: ['"Always"', '"IfNotPresent"'],
    protocol: ['"TCP"'],
    targetPort: ["53", "54", "55"],
    defaultMode: ["420"],
    type: ['""'],
    metadata: ["{}"],
    apiVersion: ['"v1"'],
    maxSurge: ['"25%"'],
    rollingUpdate: ["{}"],
    scheme: ['"HTTP"'],
    timeoutSeconds: ["1"],
    periodSeconds: ["10"],
    successThreshold: ["1"],
    failureThreshold: ["3"],
    requests: ['{"cpu":"1"}'],
  }),
);

function settle(value: JsonValue, type: string): JsonValue {
  return settleAs(withoutManagedFields(value), { $ref: type });
}

function settleAs(value: JsonValue, place: Schema | undefined): JsonValue {
  const schema = place?.$ref === undefined ? place : schemas.get(place.$ref);
  if (Array.isArray(value)) {
    const empty = schema?.items?.type === "string" ? "" : {};
    return value.map((item) => settleAs(item ?? empty, schema?.items));
  }
  if (value === null || typeof value !== "object") return value;
  const freeForm = schema?.properties === undefined && schema?.additionalProperties === undefined;
  if (freeForm) return value;
  const kept = Object.entries(value).flatMap(([key, item]): [string, JsonValue][] => {
    const inner = schema.properties?.[key] ?? schema.additionalProperties;
    const zero = schema.additionalProperties === undefined ? null : "";
    const settled = inner === undefined ? null : settleAs(item ?? zero, inner);
    const text = JSON.stringify(settled);
    if (settled === null || text === "[]" || (text === "{}" && isMap(inner))) return [];
    return defaults.get(key)?.includes(text) === true ? [] : [[key, settled]];
  });
  return Object.fromEntries(kept);
}

function isMap(schema: Schema | undefined): boolean {
  return schema?.additionalProperties !== undefined;
}

function withoutManagedFields(value: JsonValue): JsonValue {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const { metadata } = value;
  if (metadata === undefined || metadata === null || typeof metadata !== "object" || Array.isArray(metadata))
    return value;
  const { managedFields: _, ...rest } = metadata;
  return { ...value, metadata: rest };
}
