/** Bytes that are no UTF-8 sent as YAML, with what kube-apiserver 1.36.3 answered to them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readYaml } from "../../../src/meta/yaml/yaml.js";
import { unreadableYaml } from "../../../src/meta/yaml/yaml-bytes.js";
import fc from "../../support/fast-check.js";

for (const [hex, error] of [
  ["613a20ff", "invalid leading UTF-8 octet"],
  ["613a2080", "invalid leading UTF-8 octet"],
  ["613a20f888808080", "invalid leading UTF-8 octet"],
  ["ff613a205b", "invalid leading UTF-8 octet"],
  ["613a20c3", "incomplete UTF-8 octet sequence"],
  ["613a20e282", "incomplete UTF-8 octet sequence"],
  ["613a20c328", "invalid trailing UTF-8 octet"],
  ["d9d9f7a1486d65746164617461a1446e616d654161", "invalid trailing UTF-8 octet"],
  ["613a20c080", "invalid length of a UTF-8 sequence"],
  ["613a20eda080", "invalid Unicode character"],
  ["613a20f4908080", "invalid Unicode character"],
] as const) {
  test(`YAML of the bytes ${hex} is refused: ${error}`, () => {
    assert.deepEqual(readYaml(Buffer.from(hex, "hex")), { ok: false, error: `yaml: ${error}` });
  });
}

test("what is UTF-8 has no fault, and what is none has one", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
      const again = Buffer.from(Buffer.from(bytes).toString());
      assert.equal(unreadableYaml(bytes) === undefined, again.equals(bytes));
    }),
    { numRuns: 5000 },
  );
});
