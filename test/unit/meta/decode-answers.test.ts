/** Decoders, times and quantities against kube-apiserver's recorded answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { strictDecodingError } from "../../../src/meta/compile/decode-error.js";
import { compileDecoder, FieldProblems } from "../../../src/meta/compile/decoder.js";
import { normaliseQuantity } from "../../../src/meta/quantity.js";
import { normaliseTime, type TimeLayout } from "../../../src/meta/time.js";
import { recordedAnswers } from "./answers.js";
import { smallSchemas } from "./small-schemas.js";

interface DecodeRow {
  readonly name: string;
  readonly kind: "ConfigMap" | "Deployment" | "Pod";
  readonly body: string;
  readonly strict?: boolean;
  /** The complete message of the 400, or null where the body was decoded. */
  readonly answer: string | null;
  readonly warnings?: readonly string[];
}

const types = { ConfigMap: "core/v1/ConfigMap", Pod: "core/v1/Pod", Deployment: "apps/v1/Deployment" };

for (const row of recordedAnswers<DecodeRow>("decode")) {
  test(`a decoder answers as kube-apiserver does${row.strict === true ? ", strictly" : ""}: ${row.name}`, () => {
    const problems = new FieldProblems();
    let answer: string | null = null;
    try {
      const decoded = compileDecoder(smallSchemas, types[row.kind]).decode(JSON.parse(row.body), problems);
      const { kind, apiVersion } = decoded as { kind: string; apiVersion: string };
      if (row.strict === true && problems.unknown.length > 0) {
        answer = strictDecodingError({ kind, apiVersion }, kind, problems.texts()).message;
      }
    } catch (error) {
      answer = (error as Error).message;
    }
    assert.equal(answer, row.answer);
    if (row.answer === null && row.strict !== true) assert.deepEqual(problems.texts(), row.warnings ?? []);
  });
}

interface TextRow {
  readonly text: string;
  readonly stored?: string | null;
  readonly error?: string;
}

for (const row of recordedAnswers<TextRow & { readonly layout: TimeLayout }>("times")) {
  test(`the time ${JSON.stringify(row.text)} (${row.layout}) is read as kube-apiserver reads it`, () => {
    const expected = row.error === undefined ? { text: row.stored ?? null } : { error: row.error };
    assert.deepEqual(normaliseTime(row.text, row.layout), expected);
  });
}

for (const row of recordedAnswers<TextRow>("quantities")) {
  test(`the quantity ${JSON.stringify(row.text)} is read as kube-apiserver reads it`, () => {
    const expected = row.error === undefined ? { text: row.stored } : { error: row.error };
    assert.deepEqual(normaliseQuantity(row.text), expected);
  });
}
