/** Literals and names in generated code: whatever the definitions hold, the code stays valid. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Expression, printLiteral } from "../../codegen/print/literal.js";
import { constantName, isIdentifier, kebabCase, kindFileName, uniqueNames } from "../../codegen/print/names.js";
import fc from "../support/fast-check.js";

const evaluate = (text: string): unknown => new Function(`return (${text});`)();

test("a printed value evaluates to the value, whatever its keys and strings are", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      // JSON has one zero
      const plain: unknown = JSON.parse(JSON.stringify(value));
      assert.deepEqual(evaluate(printLiteral(plain)), plain);
    }),
  );
});

test("a member called __proto__ stays a member", () => {
  const printed = evaluate(printLiteral(JSON.parse('{"__proto__": {"type": "string"}}')));
  assert.deepEqual(Object.keys(printed as object), ["__proto__"]);
});

test("a value is on one line while it fits, and no line is longer than the page", () => {
  assert.equal(printLiteral({ type: "string", protobuf: 1 }), '{ type: "string", protobuf: 1 }');
  const wide = {
    names: Array.from({ length: 40 }, (_, at) => `name-${at}`),
    nested: { deeper: { still: "x".repeat(60) } },
  };
  for (const line of printLiteral(wide).split("\n")) assert.ok(line.length <= 120, line);
});

test("undefined members are left out, expressions are printed as they are", () => {
  assert.equal(printLiteral({ a: undefined, load: new Expression("async () => 1") }), "{ load: async () => 1 }");
});

const names: readonly (readonly [kind: string, file: string, constant: string])[] = [
  ["Deployment", "deployment.ts", "deployment"],
  ["CSIStorageCapacity", "csi-storage-capacity.ts", "csiStorageCapacity"],
  ["APIService", "api-service.ts", "apiService"],
  ["IPAddress", "ip-address.ts", "ipAddress"],
  ["Group", "group-kind.ts", "groupKind"],
  ["Package", "package.ts", "packageKind"],
];

for (const [kind, file, constant] of names) {
  test(`${kind} is in ${file} and called ${constant}`, () => {
    assert.deepEqual([kindFileName(kind), constantName(kind)], [file, constant]);
  });
}

test("every kind gets a usable constant", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,20}$/), (kind) => {
      assert.ok(isIdentifier(constantName(kind)), kind);
      assert.doesNotThrow(() => new Function(`"use strict"; const ${constantName(kind)} = 1;`), kind);
      assert.match(kebabCase(kind), /^[a-z0-9]+(-[a-z0-9]+)*$/);
    }),
  );
});

test("a group's constant comes from its name", () => {
  assert.equal(constantName("rbac.authorization.k8s.io"), "rbacAuthorizationK8sIo");
});

test("two names that come out alike are told apart", () => {
  const names = ["a-b.example.com", "a.b.example.com", "c.example.com"].map(constantName);
  assert.deepEqual(uniqueNames(names), ["aBExampleCom", "aBExampleCom2", "cExampleCom"]);
});
