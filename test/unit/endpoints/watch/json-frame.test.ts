/** Lines of JSON lie side by side in blocks of memory: none may touch another. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonFrame } from "../../../../src/endpoints/watch/json-frame.js";
import fc from "../../../support/fast-check.js";

const types = ["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"] as const;

test("frames of any sizes stay what they were when later ones are made", () => {
  const line = fc.record({ type: fc.constantFrom(...types), pad: fc.integer({ min: 0, max: 9000 }) });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (lines) => {
      const objects = lines.map(({ pad }, at) => JSON.stringify({ at, pad: "é".repeat(pad / 2) }));
      const frames = lines.map(({ type }, at) => jsonFrame(type, Buffer.from(objects[at] as string)));
      const read = frames.map((frame) => frame.toString());
      assert.deepEqual(
        read,
        lines.map(({ type }, at) => `{"type":"${type}","object":${objects[at]}}\n`),
      );
    }),
  );
});
