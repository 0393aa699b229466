/** Scalars, tags, anchors, merges and what stands around documents: kube-apiserver 1.36.3's readings, recorded. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { stringifyJson } from "../../../src/meta/exact-json.js";
import type { JsonObject } from "../../../src/meta/schema.js";
import { readYaml } from "../../../src/meta/yaml/yaml.js";
import { readFixture } from "../../support/fixture.js";

type Outcome =
  | { readonly data: unknown; readonly duplicates: readonly string[] }
  | { readonly error: string }
  | { readonly read: true };

const recorded = readFixture<readonly (readonly [string, Outcome])[]>("test/unit/meta/answers/yaml-forms.json");

test("the table of forms is a long one", () => {
  assert.ok(recorded.length > 300);
});

for (const [text, expected] of recorded) {
  test(`YAML is read as kube-apiserver reads it: ${JSON.stringify(text.slice(-60))}`, () => {
    const found = readYaml(text);
    if ("error" in expected) {
      assert.deepEqual(found, { ok: false, error: expected.error });
      return;
    }
    assert.ok(found.ok, found.ok ? "" : found.error);
    if ("read" in expected) return;
    assert.deepEqual(found.duplicates, expected.duplicates);
    const { data } = found.value as JsonObject;
    // Numbers too large for a double are BigInts here, and doubles in what was recorded.
    assert.deepEqual(JSON.parse(stringifyJson(data ?? null)), expected.data);
  });
}
