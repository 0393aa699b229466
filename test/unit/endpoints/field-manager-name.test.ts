/** Who writes, when nobody says so: the first part of the user agent, as kube-apiserver takes it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isPrintable, programName } from "../../../src/endpoints/options/field-manager-name.js";

test("the program is what stands before the first slash", () => {
  assert.equal(programName("kubectl/v1.36.0 (linux/amd64) kubernetes/abc"), "kubectl");
  assert.equal(programName("Mozilla"), "Mozilla");
  assert.equal(programName("my program/1"), "my program");
  assert.equal(programName("/1"), "");
  assert.equal(programName(""), "");
});

test("what cannot be printed is left out, and the name ends at 128 bytes, between characters", () => {
  assert.equal(programName("a\tb\u0007c\u00a0d\u{1f600}/1"), "abcd\u{1f600}");
  assert.equal(programName("x".repeat(200)), "x".repeat(128));
  assert.equal(programName("é".repeat(200)), "é".repeat(64));
  assert.equal(programName(`${"é".repeat(63)}a\u{1f600}`), `${"é".repeat(63)}a`);
});

test("letters, marks, numbers, punctuation, symbols and the blank can be printed", () => {
  for (const one of ["a", "é", "\u0301", "٣", "-", "€", " "]) assert(isPrintable(one), one);
  for (const one of ["\n", "\u0000", "\u00a0", "\u200b", "\ue000", ""]) assert(!isPrintable(one), JSON.stringify(one));
});
