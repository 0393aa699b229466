/**
 * Applies the body of a PATCH request to a stored object: JSON patch, JSON merge patch or strategic merge patch, by media type.
 *
 * Promises: the document is never changed (unchanged parts are shared with the result); every failure is a `StatusError` with the
 * code and text kube-apiserver gives. The body is decoded when it is applied, not before: a malformed patch of an object that
 * does not exist answers 404, as kube-apiserver has it.
 *
 * Hot path: every `kubectl label`, every controller's status patch; see test/bench/patch.bench.ts.
 */
import { maxDepth } from "../../meta/compile/decode-containers.js";
import { nodeOfType } from "../../meta/compile/decode-node.js";
import { findDuplicateFields, strictProblems } from "../../meta/compile/duplicate-fields.js";
import { readAsWritten } from "../../meta/compile/exact-reader.js";
import { jsonSyntaxError } from "../../meta/compile/json-body.js";
import { hasLongNumberText } from "../../meta/compile/long-numbers.js";
import { readInt64s } from "../../meta/exact-json.js";
import { isDeeper } from "../../meta/json-depth.js";
import type { JsonObject, JsonValue, Schema, SchemaSet, TypeName } from "../../meta/schema.js";
import { badRequest, StatusError } from "../../meta/status.js";
import { formatGoValue } from "./go-format.js";
import { applyJsonPatch } from "./json-patch.js";
import { applyMergePatch } from "./merge-patch.js";
import type { PatchType } from "./patch-type.js";
import { applyStrategicMergePatch } from "./strategic-merge-patch.js";

export interface Patch {
  readonly type: PatchType;
  readonly body: string;
  /** Nobody looks at the text for what is there twice or unknown, so what cannot be read is told by who applies it. */
  readonly unchecked?: boolean;
}

export interface PatchTarget {
  readonly schemas: SchemaSet;
  /** The object's own type in the version the request speaks. */
  readonly type: TypeName;
}

export function applyPatch(patch: Patch, document: JsonObject, target: PatchTarget): JsonObject {
  const value = decodeBody(patch);
  switch (patch.type) {
    case "json":
      return applyJsonPatch(document, value);
    case "merge":
      return applyMergePatch(document, value);
    case "strategic":
      return applyStrategicMergePatch({ document, patch: value, schemas: target.schemas, type: target.type });
  }
}

/**
 * What strict decoding has to say about the patch itself: `duplicate field "data.k"`, `json patch unknown field "[0].foo"`. For field
 * validation Warn and Strict; unknown fields of the patched object are the decoder's to find. The body must be well-formed.
 */
export function patchComplaints(patch: Patch): string[] {
  if (patch.type !== "json") return findDuplicateFields(patch.body).map((path) => `duplicate field "${path}"`);
  return strictProblems(patch.body, nodeOfType(operationTypes, "patch/v1/Operations")).map(
    (text) => `json patch ${text}`,
  );
}

/** The patch could be applied, but its result, as JSON, is no object of the kind: `detail` is what the decoder says. */
export function undecodableResult(patch: Patch, result: string, detail: string): StatusError {
  const shown = patch.type === "strategic" ? formatGoValue(decodeBody(patch)) : result;
  const message = `Invalid value: ${JSON.stringify(shown)}: ${detail}`;
  return new StatusError({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: ` "" is invalid: patch: ${message}`,
    reason: "Invalid",
    details: { causes: [{ reason: "FieldValueInvalid", message, field: "patch" }] },
    code: 422,
  });
}

/** Numbers that JSON.parse may not give as they were written; the patched object is read again then, with its type. */
export function hasOddNumbers({ type, body }: Patch): boolean {
  return type !== "strategic" && (/(?:"\s*:|[[,])\s*-?\d+[.eE]/.test(body) || hasLongNumberText(body));
}

function decodeBody(patch: Patch): JsonValue {
  try {
    const value = (patch.type === "strategic" ? readInt64s(patch.body) : JSON.parse(patch.body)) as JsonValue;
    // Patching goes down the levels by recursion.
    if (patch.body.length > maxDepth && isDeeper(value, maxDepth)) throw new RangeError(tooDeep);
    return hasOddNumbers(patch) ? (readAsWritten(patch.body) as JsonValue) : value;
  } catch (error) {
    // What is JSON and cannot be read is too deep.
    const reason = error instanceof SyntaxError ? jsonSyntaxError(patch.body) : tooDeep;
    if (patch.type === "strategic") throw badRequest(reason);
    if (patch.unchecked !== true) throw badRequest(`error decoding patch: ${reason}`);
    throw badRequest(patch.type === "json" ? reason : "Invalid JSON Patch");
  }
}

const tooDeep = "exceeded max depth";

const textType = { type: "string" } as const;

/** What a JSON patch is made of. A value may be anything, but its members count: hence maps all the way down. */
const operationTypes: SchemaSet = new Map<TypeName, Schema>([
  ["patch/v1/Operations", { type: "array", items: { $ref: "patch/v1/Operation" } }],
  [
    "patch/v1/Operation",
    { type: "object", properties: { op: textType, path: textType, from: textType, value: { $ref: "patch/v1/Value" } } },
  ],
  ["patch/v1/Value", { type: "object", additionalProperties: { $ref: "patch/v1/Value" } }],
]);
