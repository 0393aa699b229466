/** Bodies as they come: JSON and YAML, read or refused as kube-apiserver does it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DecodeError } from "../../../src/meta/compile/decode-error.js";
import { parseJsonBody } from "../../../src/meta/compile/json-body.js";
import { parseJson, stringifyJson } from "../../../src/meta/exact-json.js";
import type { JsonValue } from "../../../src/meta/schema.js";
import {
  maxAliasedValues,
  parseYaml,
  parseYamlBody,
  readYaml,
  strictYamlProblem,
  toYaml,
} from "../../../src/meta/yaml/yaml.js";
import { recordedAnswers } from "./answers.js";

interface BodyRow {
  readonly body: string;
  readonly answer: string | null;
}

for (const { body, answer } of recordedAnswers<BodyRow>("json-bodies")) {
  test(`the body ${JSON.stringify(body).slice(0, 60)} is read or refused in kube-apiserver's words`, () => {
    let found: string | null = null;
    try {
      parseJsonBody(Buffer.from(body), "ConfigMap");
    } catch (error) {
      assert.ok(error instanceof DecodeError);
      found = error.message;
    }
    assert.equal(found, answer);
  });
}

test("a body that is broken behind any depth of nesting is refused in words", () => {
  const refusal = (body: string): string => {
    try {
      parseJsonBody(Buffer.from(body), "ConfigMap");
    } catch (error) {
      assert.ok(error instanceof DecodeError);
      return error.message;
    }
    return "";
  };
  for (const open of ["[", '{"a":']) {
    assert.match(refusal(open.repeat(9_000)), /unexpected end of JSON input/);
    assert.match(refusal(open.repeat(1_000_000)), /exceeded max depth/);
  }
});

test("a body that says its kind gives it, one that does not gives empty texts", () => {
  const said = parseJsonBody(Buffer.from('{"kind":"Pod","apiVersion":"v1"}'), "ConfigMap");
  assert.deepEqual([said.kind, said.apiVersion], ["Pod", "v1"]);
  const silent = parseJsonBody(Buffer.from('{"kind":null}'), "ConfigMap");
  assert.deepEqual([silent.kind, silent.apiVersion], ["", ""]);
});

interface YamlRow {
  readonly yaml: string;
  readonly value?: JsonValue;
  readonly fails?: string;
}

for (const row of recordedAnswers<YamlRow>("yaml")) {
  test(`the YAML ${JSON.stringify(row.yaml)} is read as kube-apiserver reads it`, () => {
    const parsed = readYaml(row.yaml);
    if (row.fails !== undefined) {
      assert.ok(!parsed.ok, "kube-apiserver refuses it");
      // Syntax errors are in the reader's own words; the others are Kubernetes'.
      if (!row.fails.startsWith("yaml: line") && !row.fails.startsWith("yaml: invalid map key")) {
        assert.equal(parsed.error, row.fails);
      }
      return;
    }
    assert.ok(parsed.ok, parsed.ok ? "" : parsed.error);
    assert.deepEqual(parseJson(stringifyJson(parsed.value)), row.value ?? null);
  });
}

test("only the first YAML document is read, and an empty one is null", () => {
  assert.deepEqual(readYaml("a: 1\n---\na: 2\n"), { ok: true, value: { a: 1 }, duplicates: [] });
  assert.deepEqual(readYaml("# nothing\n"), { ok: true, value: null, duplicates: [] });
  assert.deepEqual(readYaml(""), { ok: true, value: null, duplicates: [] });
});

test("another YAML version and control characters are refused", () => {
  assert.deepEqual(readYaml("%YAML 1.2\n---\na: 1\n"), { ok: false, error: "yaml: found incompatible YAML document" });
  assert.deepEqual(readYaml("a: \x01"), { ok: false, error: "yaml: control characters are not allowed" });
});

test("a key set twice in YAML is named with its line, and the last one counts", () => {
  const parsed = readYaml("kind: x\ndata: {a: b}\ndata: {c: d}\n");
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.value, { kind: "x", data: { c: "d" } });
  assert.deepEqual(parsed.duplicates, ['line 3: key "data" already set in map']);
  assert.equal(
    strictYamlProblem(parsed.duplicates),
    'yaml: unmarshal errors:\n  line 3: key "data" already set in map',
  );
});

test("aliases cannot make a small body large", () => {
  let text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (let i = 1; i < 10; i++) text += `a${i}: &a${i} [${`*a${i - 1},`.repeat(10)}]\n`;
  assert.ok(10 ** 10 > maxAliasedValues);
  assert.deepEqual(readYaml(text), { ok: false, error: "yaml: document contains excessive aliasing" });
});

test("an alias to what it is in, and deep nesting, are refused", () => {
  assert.equal(readYaml("a: &a [*a]\n").ok, false);
  assert.equal(readYaml("[".repeat(50_000)).ok, false);
  assert.equal(readYaml(`${"[".repeat(3_000)}a${"]".repeat(3_000)}`).ok, false);
});

test("what is written as YAML is read back the same", () => {
  const value: JsonValue = {
    kind: "ConfigMap",
    metadata: { name: "a", labels: { "x.y/z": "true" } },
    data: {
      a: "yes",
      b: "1:30",
      c: "2024-01-01",
      d: "010",
      e: "0o7",
      f: "null",
      g: "~",
      h: " x ",
      i: "line\nline\n",
      j: "",
      k: "1e3",
      l: "=",
      m: "<<",
      n: "0x1F",
      o: ".5",
      p: "# no",
      q: "a: b",
      r: "-",
      s: "y",
      t: "1_000",
      u: "\ttab",
      v: "é\u0001".slice(0, 1),
    },
    list: [1, -0.5, true, false, null, "x", [], {}, [["a"]]],
  };
  const parsed = readYaml(toYaml(value));
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.value, value);
});

test("YAML answers have sorted keys and lists at their key's column", () => {
  assert.equal(toYaml({ b: [{ d: 1, c: "on" }], a: "x" }), 'a: x\nb:\n- c: "on"\n  d: 1\n');
});

test("a YAML body is refused as kube-apiserver refuses it, and read as its JSON twin", () => {
  const refusal = (text: string): string => {
    try {
      parseYamlBody(Buffer.from(text), "ConfigMap");
    } catch (error) {
      assert.ok(error instanceof DecodeError);
      return error.message;
    }
    return "";
  };
  const unrecognized = "the object provided is unrecognized (must be of type ConfigMap): ";
  assert.equal(refusal("a: .inf"), `${unrecognized}json: unsupported value: +Inf (613a202e696e66)`);
  assert.equal(
    refusal("x"),
    `${unrecognized}couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (78)`,
  );
  const read = parseYamlBody(Buffer.from("kind: ConfigMap\napiVersion: v1\nkind: ConfigMap\n"), "ConfigMap");
  assert.deepEqual([read.kind, read.apiVersion, read.duplicates.length], ["ConfigMap", "v1", 1]);
  assert.throws(() => parseYaml("a: ["), DecodeError);
});
