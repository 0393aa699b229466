/** Named formats against kube-apiserver's recorded answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formats } from "../../../src/meta/formats.js";
import { recordedAnswers } from "./answers.js";

interface Row {
  readonly format: string;
  readonly value: string;
  readonly texts: readonly string[];
}

for (const { format, value, texts } of recordedAnswers<Row>("formats")) {
  test(`the format ${format} judges ${JSON.stringify(value).slice(0, 40)} as kube-apiserver does`, () => {
    assert.deepEqual(formats.get(format)?.(value), texts);
  });
}

test("a quantity and a C identifier are formats too", () => {
  assert.deepEqual(formats.get("quantity")?.("1Gi"), []);
  assert.deepEqual(formats.get("quantity")?.("1ki"), ["unable to parse quantity's suffix"]);
  assert.deepEqual(formats.get("cIdentifier")?.("a_1"), []);
  assert.equal(formats.get("cIdentifier")?.("1a").length, 1);
});
