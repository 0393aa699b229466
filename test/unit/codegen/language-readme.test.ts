/** The language's README: its examples are valid, and it shows every key. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { parse } from "yaml";
import { checkLanguage, type LanguageFile, type LanguageSchema, readLanguage } from "../../../codegen/load/language.js";
import { builtinDefinitionsDir } from "../../../codegen/load/package-root.js";

const dir = builtinDefinitionsDir();
const readme = readFileSync(path.join(dir, "README.md"), "utf8");
const examples = [
  ...readme.matchAll(/```yaml\n(# yaml-language-server: \$schema=\S*\/(\w+)\.schema\.json\n[\s\S]*?)```/g),
];

test("every example of the README that names its schema is valid", async () => {
  const language = await readLanguage(dir);
  assert.deepEqual(examples.map((one) => one[2]).sort(), ["descriptions", "group", "kind", "schema"]);
  for (const [, text = "", schema = ""] of examples) {
    checkLanguage(parse(text), language[schema as LanguageFile], schema, (rule, place) => {
      assert.fail(`${schema} example: ${rule} at ${place.path.join(".")}`);
    });
  }
});

test("every key of the language is in the README", async () => {
  const language = await readLanguage(dir);
  const missing = [language.group, language.kind, language.schema]
    .flatMap((schema) => [...keysOf(schema)])
    .filter((key) => !readme.includes(key.replace(/^x-kubernetes/, "")));
  assert.deepEqual(missing, []);
});

function* keysOf(schema: LanguageSchema): Iterable<string> {
  for (const [key, inner] of Object.entries(schema.properties ?? {})) {
    yield key;
    yield* keysOf(inner);
  }
  if (typeof schema.additionalProperties === "object") yield* keysOf(schema.additionalProperties);
  for (const inner of Object.values(schema.$defs ?? {})) yield* keysOf(inner);
}
