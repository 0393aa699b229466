/**
 * What becomes of an explicit zero ("", 0, false, [], {}) in every field of every built-in type, against kube-apiserver
 * 1.36.3 (zero-answers.json): objects full of zeros were put into its store as JSON and read back. `dropped`: gone, or
 * replaced by a default; `kept`; `nulled`: lists and maps written without `omitempty`, whose empty form the stored
 * protobuf cannot tell from none, so that they come back as null after a real create.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { loadDefinitions } from "../../../codegen/load/load-definitions.js";
import { builtinDefinitionsDir } from "../../../codegen/load/package-root.js";
import { compileDecoder } from "../../../src/meta/compile/decoder.js";
import { compileCompleter } from "../../../src/meta/compile/defaulter.js";
import type { JsonObject, JsonValue, Schema } from "../../../src/meta/schema.js";

type Fate = "dropped" | "kept" | "nulled";

const answersFile = path.join(builtinDefinitionsDir(), "../test/unit/definitions/zero-answers.json");
const answers = JSON.parse(readFileSync(answersFile, "utf8")) as Record<Fate, Record<string, string[]>>;

const zeros: Readonly<Record<string, JsonValue>> = {
  string: "",
  boolean: false,
  integer: 0,
  number: 0,
  array: [],
  object: {},
};

test("an explicit zero is dropped, kept or turned into null as a real server does it", async () => {
  const { model } = await loadDefinitions(builtinDefinitionsDir());
  assert.ok(model !== undefined);
  const schemas = new Map([...model.types].map(([name, type]): [string, Schema] => [name, type.schema]));
  const wrong: string[] = [];
  let seen = 0;
  for (const fate of ["dropped", "kept", "nulled"] as const) {
    for (const [type, fields] of Object.entries(answers[fate])) {
      for (const field of fields) {
        seen += 1;
        const zero = zeros[schemas.get(type)?.properties?.[field]?.type ?? ""];
        const found = zero === undefined ? "unknown" : fateOf(schemas, type, { [field]: structuredClone(zero) });
        if (found !== fate) wrong.push(`${type} ${field}: ${found}, not ${fate}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(seen > 1600, `only ${seen} fields`);
});

function fateOf(schemas: ReadonlyMap<string, Schema>, type: string, object: JsonObject): string {
  const [field = ""] = Object.keys(object);
  const zero = JSON.stringify(object[field]);
  const decoded = compileDecoder(schemas, type).decode(object, undefined);
  const wasThere = field in decoded;
  compileCompleter(schemas, type)(decoded);
  if (decoded[field] === null) return "nulled";
  return wasThere ? (JSON.stringify(decoded[field]) === zero ? "kept" : "changed") : "dropped";
}
