/** `apiserver gen` and `apiserver scaffold` as a person runs them: output, exit codes, JSON. */
import assert from "node:assert/strict";
import { appendFile, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { run, userProject } from "./support/user-project.js";

const group = "shop.example.com";

test("from an empty folder, three commands make a project whose check passes", async (t) => {
  const dir = await userProject(t);
  const started = await run(dir, "apiserver", ["scaffold", "group", group, "--versions", "v1alpha1,v1beta1"]);
  assert.equal(started.code, 0, started.output);
  assert.match(started.output, /^created {4}package\.json$/m);
  const kind = await run(dir, "apiserver", ["scaffold", "kind", group, "Basket", "--cluster-scoped"]);
  assert.equal(kind.code, 0, kind.output);
  const checked = await run(dir, "apiserver", ["gen", "--check"]);
  assert.equal(checked.code, 0, checked.output);
});

test("gen --check exits 1 and lists what differs; gen mends it and exits 0", async (t) => {
  const dir = await userProject(t);
  await run(dir, "apiserver", ["scaffold", "group", group, "--versions", "v1"]);
  await appendFile(join(dir, `generated/${group}/group.ts`), "// by hand\n");
  const checked = await run(dir, "apiserver", ["gen", "--check"]);
  assert.equal(checked.code, 1);
  assert.match(checked.output, new RegExp(`^generated/${group}/group\\.ts differs from its definition$`, "m"));
  assert.equal((await run(dir, "apiserver", ["gen"])).code, 0);
  assert.equal((await run(dir, "apiserver", ["gen", "--check"])).code, 0);
});

test("gen exits 1 for a wrong definition and 2 for a wrong flag", async (t) => {
  const dir = await userProject(t);
  await run(dir, "apiserver", ["scaffold", "group", group, "--versions", "v1"]);
  await appendFile(join(dir, `api-definitions/${group}/group.yaml`), "colour: green\n");
  const wrong = await run(dir, "apiserver", ["gen"]);
  assert.equal(wrong.code, 1);
  assert.match(wrong.output, /group\.yaml:\d+:\d+ error unknown-key: .*colour/);
  assert.equal((await run(dir, "apiserver", ["gen", "--colour"])).code, 2);
});

test("gen --json prints one document, also when it fails", async (t) => {
  const dir = await userProject(t);
  await run(dir, "apiserver", ["scaffold", "group", group, "--versions", "v1"]);
  await rm(join(dir, "generated/index.ts"));
  const checked = await run(dir, "apiserver", ["gen", "--check", "--json"]);
  assert.equal(checked.code, 1);
  const result = JSON.parse(checked.output) as { outcome: string; drift: string[] };
  assert.deepEqual([result.outcome, result.drift], ["drift", ["generated/index.ts"]]);
});

test("gen takes other folders for definitions and output", async (t) => {
  const dir = await userProject(t);
  await run(dir, "apiserver", ["scaffold", "group", group, "--versions", "v1"]);
  const result = await run(dir, "apiserver", ["gen", "--definitions", "api-definitions", "--out", "other/place"]);
  assert.equal(result.code, 0, result.output);
  const index = await readFile(join(dir, "other/place/index.ts"), "utf8");
  assert.equal(index, await readFile(join(dir, "generated/index.ts"), "utf8"));
});

test("a scaffold that cannot be made exits 2 and says what to do", async (t) => {
  const dir = await userProject(t);
  const refused = await run(dir, "apiserver", ["scaffold", "kind", group, "Basket"]);
  assert.equal(refused.code, 2);
  assert.match(refused.output, /there is no group shop\.example\.com yet/);
});
