/** The CSV token file, its callers, warnings and complaints: a kube-apiserver 1.36.3 was asked what it makes of each of these. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTokenFile, TokenFileError } from "../../../src/auth/token-file.js";

const parse = (text: string) => parseTokenFile(text, "tokens.csv");
const authenticated = "system:authenticated";

test("a record gives token, name, uid and groups, and everybody is authenticated", () => {
  const { callers, warnings } = parse('abc,jane,u1,"dev,ops"\nxyz,joe,u2\n\n');
  assert.deepEqual(callers.get("abc"), { name: "jane", uid: "u1", groups: ["dev", "ops", authenticated], extra: {} });
  assert.deepEqual(callers.get("xyz")?.groups, [authenticated]);
  assert.deepEqual(warnings, []);
});

test("fields are taken as they stand: spaces, empty groups, a hash, nothing for a name", () => {
  const { callers } = parse(' t6, six, u6\nt7,seven,u7,"a, b,,c"\nt10,ten,u10,""\n#t14,x,u14\nt4,,u4\n');
  assert.deepEqual(callers.get(" t6")?.name, " six");
  assert.deepEqual(callers.get("t7")?.groups, ["a", " b", "", "c", authenticated]);
  assert.deepEqual(callers.get("t10")?.groups, ["", authenticated]);
  assert.equal(callers.get("#t14")?.uid, "u14");
  assert.equal(callers.get("t4")?.name, "");
});

test("a group without quotes, Windows line ends, doubled quotes, lines inside quotes and further columns are read", () => {
  const { callers } = parse('a,"j ""x"" y",u,dev\r\nb,"thir\nteen",u13\nc,d,e,f,g,"h"\n');
  assert.deepEqual([callers.get("a")?.name, callers.get("a")?.groups], ['j "x" y', ["dev", authenticated]]);
  assert.equal(callers.get("b")?.name, "thir\nteen");
  assert.deepEqual(callers.get("c")?.groups, ["f", authenticated]);
});

test("a file may be empty", () => assert.equal(parse("").callers.size, 0));

test("the last of two records with one token counts, and an empty token is nobody's; both are warned of by record", () => {
  const { callers, warnings } = parse("x,y,z\n\na,one,1\na,two,2\n,nobody,3\n");
  assert.equal(callers.get("a")?.name, "two");
  assert.equal(callers.has(""), false);
  assert.deepEqual(warnings, [
    "duplicate token has been found in token file 'tokens.csv', record number '3'",
    "empty token has been found in token file 'tokens.csv', record number '4'",
  ]);
});

const columns = "token file 'tokens.csv' must have at least 3 columns (token, user name, user uid), found";

for (const [text, problem] of [
  ["abc,jane\n", `${columns} 2: line 1`],
  ["a,b,c\n\n   \nd,e,f\n", `${columns} 1: line 3`],
  [",b\n", `${columns} 2: line 1`],
  ['a,b,c,"x"y\n', 'parse error on line 1, column 9: extraneous or missing " in quoted-field'],
  ['a,b"c,d\n', 'parse error on line 1, column 4: bare " in non-quoted-field'],
  ['a,b,"d\n', 'parse error on line 1, column 8: extraneous or missing " in quoted-field'],
  ['a,b,c, "x,y"\n', 'parse error on line 1, column 8: bare " in non-quoted-field'],
  ['a,b,c\n\nd,e"f,g\n', 'parse error on line 3, column 4: bare " in non-quoted-field'],
  [
    'a,b,c\n"x\ny"z,b,c\n',
    'record on line 2; parse error on line 3, column 2: extraneous or missing " in quoted-field',
  ],
] as const) {
  test(`${JSON.stringify(text)} is refused in kube-apiserver's words, without telling the token`, () => {
    assert.throws(
      () => parse(text),
      (error) => error instanceof TokenFileError && error.message === problem,
    );
  });
}
