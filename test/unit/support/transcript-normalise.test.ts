/** What is taken out of a program's output before it is compared, and what is not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { normaliseOutput } from "../../support/transcript-normalise.js";

const options = { command: "helm test a", explains: false, names: {} };

const errorsOf = (stderr: string): readonly string[] =>
  normaliseOutput({ code: 0, stdout: "", stderr }, options).stderr;

const head = "I1121 09:44:01.123456   12345 ";

test("a watch that the program itself ended while an event came is no difference", () => {
  const line = `${head}reflector.go:578] "Warning: watch ended with error" reflector="cache/reflector.go:289" type="/v1, Kind=Pod" err="an error on the server (\\"unable to decode an event from the watch stream: context canceled\\") has prevented the request from succeeding"`;
  assert.deepEqual(errorsOf(`${line}\n`), [""]);
  assert.deepEqual(errorsOf(`Error: one\n${line}\n`), ["Error: one"]);
});

test("nor is a pause of the program's own before a request", () => {
  assert.deepEqual(errorsOf(`${head}request.go:752] "Waited before sending request" delay="1.04s" verb="GET"\n`), [""]);
});

test("a watch that the server ended badly is one", () => {
  const line = `${head}reflector.go:578] "Warning: watch ended with error" err="unexpected EOF"`;
  assert.deepEqual(errorsOf(`${line}\n`), [
    `I reflector.go:578] "Warning: watch ended with error" err="unexpected EOF"`,
  ]);
});
