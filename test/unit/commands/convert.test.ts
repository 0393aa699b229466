/** `apiserver convert` as a person runs it: pipes, files, exit codes. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { run, userProject } from "../../codegen/support/user-project.js";

const manifest = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: v\n";

test("a manifest becomes protobuf and comes back, through files and pipes", async (t) => {
  const dir = await userProject(t);
  await writeFile(join(dir, "a.yaml"), manifest);
  const piped = await run(dir, "sh", [
    "-c",
    "apiserver convert -f a.yaml -o protobuf > a.pb && cat a.pb | apiserver convert -f - -o cbor | apiserver convert -f -",
  ]);
  assert.equal(piped.code, 0, piped.output);
  assert.equal(piped.output, "apiVersion: v1\ndata:\n  k: v\nkind: ConfigMap\nmetadata:\n  name: a\n");
  assert.equal((await readFile(join(dir, "a.pb"))).subarray(0, 4).toString("latin1"), "k8s\0");
});

test("what cannot be converted is one line and exit code 1; wrong usage is 2; help has examples", async (t) => {
  const dir = await userProject(t);
  const absent = await run(dir, "apiserver", ["convert", "-f", "absent.yaml"]);
  assert.deepEqual(absent, { code: 1, output: "error: absent.yaml: there is no such file\n" });
  for (const args of [[], ["-f", "-", "-o", "xml"], ["-f", "-", "--output-versoin", "v1"]]) {
    assert.equal((await run(dir, "apiserver", ["convert", ...args])).code, 2, args.join(" "));
  }
  const help = await run(dir, "apiserver", ["convert", "--help"]);
  assert.equal(help.code, 0);
  assert.match(help.output, /etcdctl get KEY --print-value-only \| apiserver convert -f -$/m);
});
