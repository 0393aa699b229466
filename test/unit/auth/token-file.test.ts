/** The CSV token file and its complaints. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTokenFile, TokenFileError } from "../../../src/auth/token-file.js";

test("a line gives token, name, uid and quoted groups, and everybody is authenticated", () => {
  const callers = parseTokenFile('abc,jane,u1,"dev,ops"\nxyz,joe,u2\n\n');
  assert.deepEqual(callers.get("abc"), {
    name: "jane",
    uid: "u1",
    groups: ["dev", "ops", "system:authenticated"],
    extra: {},
  });
  assert.deepEqual(callers.get("xyz")?.groups, ["system:authenticated"]);
});

test("a group without quotes, Windows line ends and doubled quotes are read", () => {
  const callers = parseTokenFile('a,"j ""x"" y",u,dev\r\n');
  assert.deepEqual([callers.get("a")?.name, callers.get("a")?.groups], ['j "x" y', ["dev", "system:authenticated"]]);
});

test("the last of two lines with one token counts", () => {
  assert.equal(parseTokenFile("a,one,1\na,two,2").get("a")?.name, "two");
});

for (const [text, line] of [
  ["abc,jane", 1],
  ["a,b,c\n,jane,u", 2],
  ["a,,u", 1],
  ['a,b,c,"open', 1],
  ['a,b,c,"x"y', 1],
] as const) {
  test(`${JSON.stringify(text)} is refused at line ${line}, without telling the token`, () => {
    assert.throws(
      () => parseTokenFile(text),
      (error) => error instanceof TokenFileError && error.line === line && !error.message.includes("abc"),
    );
  });
}
