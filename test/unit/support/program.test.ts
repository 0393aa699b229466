/** What tests see of a program they run. */
import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Program } from "../../support/program.js";

const ended =
  'I1121 09:44:01.123456   12345 reflector.go:578] "Warning: watch ended with error" reflector="a.go:1" err="context canceled"';

/** A program that prints its arguments, and these lines on stderr. */
async function complaining(t: TestContext, ...lines: readonly string[]): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), "apiserver-program-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "tool");
  const complaints = lines.map((line) => `echo '${line}' >&2\n`).join("");
  await writeFile(path, `#!/bin/sh\necho "$@"\n${complaints}`);
  await chmod(path, 0o755);
  return new Program({ path, folder, kubeconfig: "config" });
}

test("a program that ended its own watch while an event came has said nothing", async (t) => {
  const program = await complaining(t, ended);
  assert.equal(await program.ok("wait pod/a"), "--kubeconfig config wait pod/a\n");
});

test("anything else that it says is a failure", async (t) => {
  const program = await complaining(t, ended, "error: no");
  assert.deepEqual(await program.run("get"), { code: 0, stdout: "--kubeconfig config get\n", stderr: "error: no\n" });
  await assert.rejects(program.ok("get"), /error: no/);
});
