/**
 * Applies the body of a PATCH request to a stored object: JSON patch, JSON merge patch or strategic merge patch, by media type.
 *
 * Promises: the document is never changed (unchanged parts are shared with the result); every failure is a `StatusError` with the
 * code and text kube-apiserver gives. The body is decoded when it is applied, not before: a malformed patch of an object that
 * does not exist answers 404, as kube-apiserver has it.
 *
 * Hot path: every `kubectl label`, every controller's status patch; see test/bench/patch.bench.ts.
 */
import { maxFreeDepth } from "../../meta/compile/decode-containers.js";
import { DecodeError } from "../../meta/compile/decode-error.js";
import { nodeOfType } from "../../meta/compile/decode-node.js";
import { findDuplicateFields, hasSurrogates, strictProblems } from "../../meta/compile/duplicate-fields.js";
import { readAsWritten, readFree, readTextsInOrder, WrittenNumber } from "../../meta/compile/exact-reader.js";
import { jsonSyntaxError } from "../../meta/compile/json-body.js";
import { hasLongNumberText } from "../../meta/compile/long-numbers.js";
import { readInt64s } from "../../meta/exact-json.js";
import { goQuote } from "../../meta/go-quote.js";
import { isDeeper } from "../../meta/json-depth.js";
import { compactJson, itemsOf, membersOf } from "../../meta/json-text.js";
import { RawJson, rawJson } from "../../meta/raw-json.js";
import type { JsonObject, JsonValue, Schema, SchemaSet, TypeName } from "../../meta/schema.js";
import { badRequest, StatusError } from "../../meta/status.js";
import { formatGoValue } from "./go-format.js";
import { isObject, setField } from "./json-document.js";
import { applyJsonPatch, checkOperations } from "./json-patch.js";
import { applyMergePatch } from "./merge-patch.js";
import type { PatchType } from "./patch-type.js";
import { applyStrategicMergePatch } from "./strategic-merge-patch.js";

export interface Patch {
  readonly type: PatchType;
  readonly body: string;
  /** What was sent, which need not be text. */
  readonly bytes?: Buffer;
  /** What its text is without, if somebody looked: absent, everything is looked for. */
  readonly lacks?: PatchLacks;
  /** Nobody looks at the text for what is there twice or unknown, so what cannot be read is told by who applies it. */
  readonly unchecked?: boolean;
}

export interface PatchLacks {
  /** Numbers and escapes. */
  readonly numbers: boolean;
  /** Numbers, escapes and neighbours: no object or list has two members. */
  readonly neighbours: boolean;
}

/**
 * One short loop instead of four regular expressions and a search for members of one name: a status, a label or a counter is patched with
 * two dozen characters.
 */
export function lacksOf(body: string): PatchLacks {
  let inText = false;
  let neighbours = true;
  for (let at = 0; at < body.length; at++) {
    const code = body.charCodeAt(at);
    if (code === quote) inText = !inText;
    else if (code === backslash || (!inText && (code === minus || (code >= zero && code <= nine)))) return lacksNothing;
    else if (code === comma && !inText) neighbours = false;
  }
  return { numbers: true, neighbours };
}

const lacksNothing: PatchLacks = { numbers: false, neighbours: false };
const [quote, comma, minus, zero, nine, backslash] = [0x22, 0x2c, 0x2d, 0x30, 0x39, 0x5c];

export interface PatchTarget {
  readonly schemas: SchemaSet;
  /** The object's own type in the version the request speaks. */
  readonly type: TypeName;
  /** It may hold raw values, whose text counts. */
  readonly holdsRaw?: boolean;
  /** The members of the result in the order they have there: where what is unknown or cannot be read is told. */
  readonly inOrder?: boolean | undefined;
}

export function applyPatch(patch: Patch, document: JsonObject, target: PatchTarget): JsonObject {
  const asTexts = patch.type !== "strategic" && (target.holdsRaw === true || repeatsMembers(patch));
  const value = asTexts ? decodeTexts(patch) : decodeBody(patch);
  switch (patch.type) {
    case "json":
      return applyJsonPatch(document, value, { unchecked: patch.unchecked, inOrder: target.inOrder });
    case "merge":
      return applyMergePatch(document, value, patch.unchecked);
    case "strategic":
      return applyStrategicMergePatch({ document, patch: value, schemas: target.schemas, type: target.type });
  }
}

/**
 * What strict decoding has to say about the patch itself: `duplicate field "data.k"`, `json patch unknown field "[0].foo"`. For field
 * validation Warn and Strict; unknown fields of the patched object are the decoder's to find. The body must be well-formed.
 */
export function patchComplaints(patch: Patch): string[] {
  if (patch.lacks?.neighbours === true && patch.type !== "json") return [];
  if (patch.type !== "json") return findDuplicateFields(patch.body).map((path) => `duplicate field "${path}"`);
  return strictProblems(patch.body, nodeOfType(operationTypes, "patch/v1/Operations")).map(
    (text) => `json patch ${text}`,
  );
}

/** The patch could be applied, but its result, as JSON, is no object of the kind: `detail` is what the decoder says. */
export function undecodableResult(patch: Patch, result: string, detail: string): StatusError {
  const shown = patch.type === "strategic" ? formatGoValue(decodeBody(patch)) : result;
  const message = `Invalid value: ${goQuote(shown)}: ${detail}`;
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
export function hasOddNumbers({ type, body, lacks }: Patch): boolean {
  if (lacks?.numbers === true) return false;
  return type !== "strategic" && (/(?:"\s*:|[[,])\s*-?\d+[.eE]/.test(body) || hasLongNumberText(body));
}

/** A JSON patch hands on what its values say twice; whoever reads the patched object sees to it. */
export function repeatsMembers({ type, body }: Patch): boolean {
  return type === "json" && /"value"\s*:\s*[[{]/.test(body) && findDuplicateFields(body).length > 0;
}

function decodeBody(patch: Patch): JsonValue {
  const { body, type, lacks } = patch;
  return readable(patch, () => {
    if (lacks?.numbers === true && body.length <= maxFreeDepth) return JSON.parse(body) as unknown;
    if (/\d[eE]\+?\d{3}/.test(body)) checkFinite(patch);
    if (type === "strategic") return readInt64s(body);
    const value: unknown = JSON.parse(body);
    // Patching goes down the levels by recursion.
    const deep = body.length > maxFreeDepth && isDeeper(value, maxFreeDepth);
    return deep || hasOddNumbers(patch) || hasSurrogates(body) ? readAsWritten(body) : value;
  });
}

/** Throws DecodeError for a number that is none in Go, StatusError for one in operations, and SyntaxError. */
function checkFinite({ type, body, unchecked }: Patch): void {
  JSON.parse(body);
  if (type !== "json") readFree(body);
  else if (unchecked !== true) checkOperations(readAsWritten(body), endlessNumber);
}

/** As it was written, of a value that holds one. */
function endlessNumber(value: unknown): string | undefined {
  if (value instanceof WrittenNumber) return Number.isFinite(Number(String(value))) ? undefined : String(value);
  if (value instanceof RawJson || typeof value !== "object" || value === null) return undefined;
  for (const member of Object.values(value)) {
    const found = endlessNumber(member);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A JSON patch puts its values where they belong as they are; a merge patch goes inside and orders what it finds. */
function decodeTexts(patch: Patch): JsonValue {
  const value = decodeBody(patch);
  if (patch.type === "merge") return isObject(value) ? (readTextsInOrder(patch.body) as JsonValue) : value;
  return Array.isArray(value) && value.every(isObject) ? itemsOf(compactJson(patch.body).text).map(operationOf) : value;
}

function operationOf(text: string): JsonValue {
  const operation: JsonObject = {};
  for (const [name, value] of membersOf(text)) setField(operation, name, rawJson(value) as JsonValue);
  return operation;
}

function readable(patch: Patch, read: () => unknown): JsonValue {
  try {
    return read() as JsonValue;
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof DecodeError)) throw error;
    // What is JSON and cannot be read is too deep, or says a number that is none.
    const reason = error.message.startsWith("json: ") ? error.message : jsonSyntaxError(patch.bytes ?? patch.body);
    if (patch.type === "strategic") throw badRequest(reason);
    if (patch.unchecked !== true) throw badRequest(`error decoding patch: ${reason}`);
    throw badRequest(patch.type === "json" ? reason : "Invalid JSON Patch");
  }
}

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
