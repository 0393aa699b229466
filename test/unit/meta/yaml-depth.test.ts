/** YAML that nests too deep is told so before it can exhaust the reader's stack, and with it the process. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { maxYamlDepth, readYaml } from "../../../src/meta/yaml/yaml.js";

const tooDeep = { ok: false, error: "yaml: exceeded max depth of 10000" };

for (const [what, deep] of Object.entries({
  "flow maps": (depth: number) => `${"{a: ".repeat(depth)}b${"}".repeat(depth)}`,
  "flow lists": (depth: number) => `${"[".repeat(depth)}a${"]".repeat(depth)}`,
  "indented maps": (depth: number) => {
    // A body of 3 MB cannot indent deeper.
    const levels = Math.min(depth, 2400);
    return Array.from({ length: levels }, (_, at) => `${" ".repeat(at)}a:`).join("\n");
  },
  "lists on one line": (depth: number) => `${"- ".repeat(depth)}a`,
})) {
  test(`${what} may nest hundreds of levels, and are refused past the limit, however deep`, () => {
    assert.equal(readYaml(deep(maxYamlDepth - 2)).ok, true);
    for (const depth of [maxYamlDepth + 1, 5000, 100_000]) assert.deepEqual(readYaml(deep(depth)), tooDeep);
  });
}

test("JSON may nest as deep as JSON does anywhere, if nothing is there twice", () => {
  const deep = (depth: number, inner: string): string => `${'{"a":'.repeat(depth)}${inner}${"}".repeat(depth)}`;
  for (const depth of [300, 5_000, 9_998]) assert.equal(readYaml(deep(depth, '{"b":[true,7]}')).ok, true);
  for (const body of [deep(10_001, "1"), deep(200_000, "1"), deep(5_000, '{"b":1,"b":2}')]) {
    assert.deepEqual(readYaml(body), tooDeep);
  }
});

test("complex keys in complex keys are refused, however deep", () => {
  for (const depth of [maxYamlDepth + 1, 5000, 100_000]) {
    assert.deepEqual(readYaml(`${"? ".repeat(depth)}a`), tooDeep);
  }
});

test("much on one line, and brackets in texts, are no depth", () => {
  const wide = `{${Array.from({ length: 5000 }, (_, at) => `"k${at}": [1, {"a": -1}]`).join(", ")}}`;
  assert.equal(readYaml(wide).ok, true);
  assert.equal(readYaml(`a: |\n  ${"[{ ".repeat(100)}\n`).ok, true);
  assert.equal(readYaml(Array.from({ length: 3000 }, (_, at) => `- - a${at}`).join("\n")).ok, true);
});
