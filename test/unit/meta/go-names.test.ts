/** Go's names in decoding errors, for every field whose name no schema tells. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { groups } from "../../../src/generated/index.js";
import { compileDecoder } from "../../../src/meta/compile/decoder.js";
import { recordedAnswers } from "./answers.js";

interface Row {
  /** `<apiVersion> <kind>`. */
  readonly kind: string;
  readonly field: string;
  readonly body: unknown;
  readonly answer: string;
}

const byKind = new Map<string, Row[]>();
for (const row of recordedAnswers<Row>("go-names")) byKind.set(row.kind, [...(byKind.get(row.kind) ?? []), row]);

for (const [kind, rows] of byKind) {
  test(`a wrong value in a field of ${kind} is refused with Go's names of field and type`, async () => {
    const [apiVersion = "", name = ""] = kind.split(" ");
    const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
    const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
    const resource = groups.find((one) => one.name === group)?.resources.find((one) => one.kind === name);
    const type = resource?.versions.find((one) => one.name === version)?.type;
    assert.ok(resource !== undefined && type !== undefined, `${kind} is not generated`);
    const { schemas } = await resource.load();
    for (const { body, field, answer } of rows) {
      assert.throws(
        () => compileDecoder(schemas, type).decode(structuredClone(body), undefined),
        { message: answer },
        field,
      );
    }
  });
}
