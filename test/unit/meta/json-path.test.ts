/** JSON paths and the writing of times. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileJsonPath, compilePath } from "../../../src/meta/json-path.js";
import { formatMicroTime, formatTime } from "../../../src/meta/time.js";

const object = {
  metadata: { name: "a", annotations: { "a.b/c": "x" } },
  spec: { ports: [{ port: 80 }, { port: 443, name: "https" }], nodeName: "n" },
  status: {
    conditions: [
      { type: "Ready", status: "True", n: 3 },
      { type: "Other", status: "False" },
    ],
  },
};

const rows: readonly (readonly [string, readonly unknown[]])[] = [
  ["spec.nodeName", ["n"]],
  [".spec.nodeName", ["n"]],
  ["{.spec.nodeName}", ["n"]],
  ["$.spec.nodeName", ["n"]],
  [".spec.missing.deeper", []],
  [".spec.ports[*].port", [80, 443]],
  [".spec.ports[0].port", [80]],
  [".spec.ports[-1].name", ["https"]],
  [".spec.ports[0:1].port", [80]],
  [".spec.ports[7].port", []],
  ['status.conditions[?(@.type=="Ready")].status', ["True"]],
  [".status.conditions[?(@.type == 'Other')].status", ["False"]],
  [".status.conditions[?(@.n)].type", ["Ready"]],
  [".status.conditions[?(@.n>=3)].type", ["Ready"]],
  [".status.conditions[?(@.type!='Ready')].type", ["Other"]],
  ["metadata.annotations['a.b/c']", ["x"]],
  ["metadata.annotations.a\\.b/c", ["x"]],
  [".metadata.toString", []],
  ["", [object]],
];

for (const [path, expected] of rows) {
  test(`the path ${path} finds ${JSON.stringify(expected).slice(0, 40)}`, () => {
    const compiled = compileJsonPath(path);
    assert.ok(compiled.ok);
    assert.deepEqual(compiled.path.all(object), expected);
    assert.deepEqual(compiled.path.first(object), expected[0]);
    assert.deepEqual(compilePath(path)(object), expected[0]);
    for (const other of [undefined, null, 1, "x", []]) assert.doesNotThrow(() => compiled.path.first(other));
  });
}

test("a path that cannot be read is an error with a text", () => {
  for (const path of ["a[", "a[x]", "a[?(b)]", "a..", "a[?(@.x==)]"]) {
    const compiled = compileJsonPath(path);
    assert.ok(!compiled.ok, path);
    assert.ok(compiled.error.startsWith("invalid path "));
    assert.throws(() => compilePath(path), RangeError);
  }
});

test("times are written to the second and to the microsecond", () => {
  assert.equal(formatTime(Date.UTC(2024, 0, 2, 3, 4, 5, 999)), "2024-01-02T03:04:05Z");
  assert.equal(formatMicroTime(Date.UTC(2024, 0, 2, 3, 4, 5, 6) + 0.25), "2024-01-02T03:04:05.006250Z");
});
