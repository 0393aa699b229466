/** Laws that hold for every document and patch, tried with random ones. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { stringifyJson } from "../../../../src/meta/exact-json.js";
import type { JsonObject, JsonValue } from "../../../../src/meta/schema.js";
import { StatusError } from "../../../../src/meta/status.js";
import {
  applyPatch,
  hasOddNumbers,
  lacksOf,
  type Patch,
  patchComplaints,
} from "../../../../src/registry/patch/apply-patch.js";
import { applyJsonPatch, maxCopiedBytes, maxOperations } from "../../../../src/registry/patch/json-patch.js";
import { applyMergePatch } from "../../../../src/registry/patch/merge-patch.js";
import { applyStrategicMergePatch } from "../../../../src/registry/patch/strategic-merge-patch.js";
import fc from "../../../support/fast-check.js";

const key = fc.constantFrom("a", "b", "c", "0", "1", "__proto__", "constructor");

/** Small documents over few keys, so that patches hit; without nulls, which no stored object has. */
const document = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<JsonValue>("x", "y", 1, true),
    tie("object"),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
  object: fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
})).object;

test("the difference of two documents as a merge patch turns one into the other", () => {
  fc.assert(
    fc.property(document, document, (from, to) => {
      const before = structuredClone(from);
      const patched = applyMergePatch(from, difference(from, to));
      assert.deepEqual(patched, to);
      assert.deepEqual(from, before);
    }),
  );
});

test("a merge patch applied twice does the same as once, and the empty one nothing", () => {
  fc.assert(
    fc.property(document, document, document, (object, other, target) => {
      const patch = difference(other, target);
      const once = applyMergePatch(object, patch);
      assert.deepEqual(applyMergePatch(once, patch), once);
      assert.deepEqual(applyMergePatch(object, {}), object);
    }),
  );
});

test("without directives and schema, a strategic merge patch is a merge patch", () => {
  fc.assert(
    fc.property(document, document, document, (object, other, target) => {
      const patch = difference(other, target);
      const strategic = applyStrategicMergePatch({ document: object, patch, schemas: new Map(), type: "x/v1/Free" });
      assert.deepEqual(strategic, applyMergePatch(object, patch));
    }),
  );
});

const path = fc
  .array(fc.constantFrom("a", "b", "c", "0", "1", "-", "-1", "__proto__"), { minLength: 1, maxLength: 3 })
  .map((keys) => keys.map((one) => `/${one}`).join(""));
const operation = fc.oneof(
  fc.record({ op: fc.constantFrom("add", "replace", "test"), path, value: fc.oneof(document, fc.constant("x")) }),
  fc.record({ op: fc.constant("remove"), path }),
  fc.record({ op: fc.constantFrom("move", "copy"), path, from: path }),
);

test("a JSON patch does what a naive model does that copies the whole document at every step", () => {
  fc.assert(
    fc.property(document, fc.array(operation, { maxLength: 4 }), (object, operations) => {
      const before = structuredClone(object);
      const expected = attempt(() => operations.reduce<JsonValue>(naiveStep, object));
      assert.deepEqual(
        attempt(() => applyJsonPatch(object, operations)),
        expected,
      );
      assert.deepEqual(object, before);
    }),
    { numRuns: 2000 },
  );
});

test("a copied value and its origin change apart", () => {
  const operations = [
    { op: "add", path: "/a/x", value: 1 },
    { op: "copy", from: "/a", path: "/b" },
    { op: "add", path: "/b/y", value: 2 },
    { op: "remove", path: "/a/x" },
  ];
  assert.deepEqual(applyJsonPatch({ a: {} }, operations), { a: {}, b: { x: 1, y: 2 } });
});

test("the limits of a JSON patch are reached, not passed", () => {
  const many = (count: number) => Array.from({ length: count }, () => ({ op: "test", path: "/a", value: 1 }));
  assert.deepEqual(applyJsonPatch({ a: 1 }, many(maxOperations)), { a: 1 });
  assert.equal(
    codeOf(() => applyJsonPatch({ a: 1 }, many(maxOperations + 1))),
    413,
  );
  const text = "x".repeat(maxCopiedBytes - 2); // two quotes are counted with it
  assert.equal(applyJsonPatch({ a: text }, [{ op: "copy", from: "/a", path: "/b" }]).b, text);
  assert.equal(
    codeOf(() => applyJsonPatch({ a: `${text}x` }, [{ op: "copy", from: "/a", path: "/b" }])),
    422,
  );
});

test("a key that looks like a prototype stays a plain field", () => {
  const patch = JSON.parse(
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  ) as JsonObject;
  for (const result of [
    applyMergePatch({}, patch),
    applyStrategicMergePatch({ document: {}, patch, schemas: new Map(), type: "x/v1/Free" }),
    applyJsonPatch({}, [{ op: "add", path: "/__proto__", value: { polluted: true } }]),
  ]) {
    assert.equal(Object.hasOwn(result, "__proto__"), true);
    assert.equal(Object.getPrototypeOf(result), Object.prototype);
  }
  assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
});

function difference(from: JsonObject, to: JsonObject): JsonObject {
  const removed = Object.keys(from).filter((one) => !Object.hasOwn(to, one));
  const changed = Object.keys(to).flatMap((one): [string, JsonValue][] => {
    const old = Object.hasOwn(from, one) ? from[one] : undefined;
    const value = to[one] as JsonValue;
    return isMap(value) && isMap(old) ? [[one, difference(old, value)]] : [[one, value]];
  });
  return Object.fromEntries([...removed.map((one): [string, JsonValue] => [one, null]), ...changed]);
}

interface NaiveOperation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: JsonValue;
}

function naiveStep(root: JsonValue, { op, path, from = "", value = null }: NaiveOperation): JsonValue {
  switch (op) {
    case "test":
      assert.deepEqual(naiveGet(root, path), value);
      return root;
    case "move":
      return naiveSet(naiveSet(root, from, "remove"), path, "add", naiveGet(root, from));
    case "copy":
      return naiveSet(root, path, "add", naiveGet(root, from));
    default:
      return naiveSet(root, path, op, value);
  }
}

function naiveGet(root: JsonValue, path: string): JsonValue {
  return path
    .split("/")
    .slice(1)
    .reduce((container, one) => {
      if (Array.isArray(container)) return container[naiveIndex(one, container.length)] as JsonValue;
      if (!isMap(container)) throw new Error("no container");
      return Object.hasOwn(container, one) ? (container[one] as JsonValue) : null;
    }, root);
}

/** Rebuilds the whole document with one place changed. */
function naiveSet(root: JsonValue, path: string, op: string, value: JsonValue = null): JsonValue {
  const [first = "", ...rest] = path.split("/").slice(1);
  const deeper = (inner: JsonValue) => naiveSet(inner, rest.map((one) => `/${one}`).join(""), op, value);
  if (Array.isArray(root)) {
    const adding = rest.length === 0 && op === "add";
    const index = adding && first === "-" ? root.length : naiveIndex(first, root.length + (adding ? 1 : 0));
    const put = rest.length > 0 ? [deeper(root[index] as JsonValue)] : op === "remove" ? [] : [value];
    return [...root.slice(0, index), ...put, ...root.slice(adding ? index : index + 1)];
  }
  if (!isMap(root)) throw new Error("no container");
  if (!Object.hasOwn(root, first) && (rest.length > 0 || op === "remove")) throw new Error("no such field");
  const others = Object.entries(root).filter(([one]) => one !== first);
  if (rest.length === 0 && op === "remove") return Object.fromEntries(others);
  return Object.fromEntries([...others, [first, rest.length > 0 ? deeper(root[first] as JsonValue) : value]]);
}

function naiveIndex(text: string, size: number): number {
  const index = Number(text) < 0 ? Number(text) + size : Number(text);
  if (!Number.isInteger(index) || index < 0 || index >= size) throw new Error("no such item");
  return index;
}

function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function attempt(run: () => unknown): unknown {
  try {
    return run();
  } catch {
    return "failed";
  }
}

function codeOf(run: () => unknown): number | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof StatusError) return error.code;
  }
  return undefined;
}

/** Texts of JSON, some of them broken, with what a reader has to look out for. */
const body = fc
  .tuple(
    fc.oneof(
      fc.json({ maxDepth: 3 }),
      fc.constantFrom(
        '{"a":{"b":"1e400, -5"}}',
        '{"a":"x","a":"y"}',
        '{"a":{"b":1e400}}',
        '{"a":"\\ud800"}',
        '{"a":[{"b":"c"},{"b":"c"}]}',
        '{"a":1.0,"b":12345678901234567890}',
        '[{"op":"add","path":"/a","value":{"x":"1","x":"2"}}]',
        '[{"op":"test","path":"/a"}]',
        '{"a":-0}',
        '"text"',
        "",
      ),
    ),
    fc.nat({ max: 40 }),
    fc.boolean(),
  )
  .map(([text, at, cut]) => (cut ? text.slice(0, at) : text));

test("what the text of a patch lacks need not be looked for", () => {
  const types = fc.constantFrom("json", "merge", "strategic");
  const target = { schemas: new Map(), type: "a/v1/A" };
  let lacking = 0;
  const outcome = (patch: Patch): unknown => {
    try {
      const result = applyPatch(patch, { a: "b", c: { d: "e" } }, target);
      return [stringifyJson(result), patchComplaints(patch), hasOddNumbers(patch)];
    } catch (error) {
      assert.ok(error instanceof StatusError);
      return error.status;
    }
  };
  fc.assert(
    fc.property(body, types, fc.boolean(), (text, type, unchecked) => {
      const lacks = lacksOf(text);
      if (lacks.numbers) lacking += 1;
      const patch = { type, body: text, unchecked };
      assert.deepEqual(outcome({ ...patch, lacks }), outcome(patch));
    }),
    { numRuns: 3000 },
  );
  assert.ok(lacking > 100, `only ${lacking} texts lacked numbers`);
});
