/** Rows with gaps for ages, against cells printed at once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fillRows, rowWithGaps } from "../../../../src/endpoints/tables/table-rows.js";
import { elapsed } from "../../../../src/meta/duration.js";
import type { Cell, PrintedCell } from "../../../../src/registry/resource-definition.js";
import { elapsedText } from "../../../support/elapsed-text.js";
import fc from "../../../support/fast-check.js";

const start = Date.parse("2024-05-01T10:00:00Z");

test("a kept row shows at each request how long ago something was, texts around it untouched", () => {
  const cells = ["web-1", elapsed(start, "3 (", ' "ago" ü)'), null, 7, true, elapsed(start)];
  const row = rowWithGaps(cells, '{"metadata":{"name":"web-1"}}');
  const other = rowWithGaps(["web-2"], "null");
  for (const [age, text] of [
    [5_000, "5s"],
    [600_000, "10m"],
    [-60_000, "<invalid>"],
  ] as const) {
    assert.deepEqual(JSON.parse(`[${fillRows([row, other], start + age)}]`), [
      { cells: ["web-1", `3 (${text} "ago" ü)`, null, 7, true, text], object: { metadata: { name: "web-1" } } },
      { cells: ["web-2"], object: null },
    ]);
  }
});

test("no rows are no bytes", () => {
  assert.equal(fillRows([], start).length, 0);
});

test("any cells at any time come out as if printed at once", () => {
  const text = fc.string({ unit: "grapheme" });
  const since = fc.oneof(fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.constant(Number.NaN));
  const printed: fc.Arbitrary<PrintedCell> = fc.oneof(
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.record({ since, before: text, after: text }),
  );
  const at = (cell: PrintedCell, now: number): Cell =>
    typeof cell === "object" && cell !== null ? elapsedText(cell, now) : cell;
  const table = fc.array(fc.array(printed, { maxLength: 6 }), { maxLength: 4 });
  fc.assert(
    fc.property(table, fc.integer({ min: 0, max: 8.64e15 }), (rows, now) => {
      const bytes = fillRows(
        rows.map((cells) => rowWithGaps(cells, "{}")),
        now,
      );
      const expected = rows.map((cells) => ({ cells: cells.map((cell) => at(cell, now)), object: {} }));
      assert.deepEqual(JSON.parse(`[${bytes}]`), expected);
    }),
  );
});
