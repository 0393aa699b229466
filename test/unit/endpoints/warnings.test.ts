/** Warning headers: what is sent of many, long and odd texts (limits measured at kube-apiserver 1.36.3). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { maxCutWarningCharacters, maxWarningCharacters, warningHeaders } from "../../../src/endpoints/warnings.js";

const textsOf = (...texts: readonly string[]): string[] =>
  warningHeaders(new Set(texts)).map((header) => header.slice('299 - "'.length, -1));

test("quotes and backslashes are escaped, other characters stay", () => {
  assert.deepEqual(warningHeaders(new Set(['a "b" \\ ü'])), ['299 - "a \\"b\\" \\\\ ü"']);
});

test("a text with control characters, or none, is left out", () => {
  assert.deepEqual(textsOf("a\nb", "", "c\u0085d", "e"), ["e"]);
});

test("texts that fit together are whole, to the last character", () => {
  const half = maxWarningCharacters / 2;
  const texts = ["a".repeat(half), "b".repeat(half)];
  assert.deepEqual(textsOf(...texts), texts);
  assert.deepEqual(
    textsOf(...texts, "c").map((text) => text.length),
    [maxCutWarningCharacters, maxCutWarningCharacters, 1],
  );
});

test("characters are counted and cut, not the halves of their pairs", () => {
  const smile = "\u{1f600}".repeat(maxWarningCharacters);
  assert.deepEqual(textsOf(smile), [smile]);
  const [cut = ""] = textsOf(`${smile}a`);
  assert.equal([...cut].length, maxCutWarningCharacters);
});

test("past the limit nothing more is sent", () => {
  const texts = Array.from({ length: 100 }, (_, at) => `${at}`.padEnd(100, "x"));
  const sent = textsOf(...texts);
  assert.equal(sent.length, Math.ceil((maxWarningCharacters + 1) / 100));
  assert.deepEqual(sent, texts.slice(0, sent.length));
});
