import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { generate } from "../../codegen/main.js";
import { findProject } from "../../codegen/project.js";
import { repositoryRoot } from "./support/golden.js";
import { run, userProject } from "./support/user-project.js";

const example = join(repositoryRoot(), "examples/wardle");

test("the wardle example's generated code is up to date", async () => {
  const { outcome, drift, diagnostics } = await generate({ project: await findProject(example), check: true });
  assert.deepEqual({ outcome, drift, diagnostics }, { outcome: "done", drift: [], diagnostics: [] });
});

test("the wardle example compiles and passes its own tests outside the repository", async (t) => {
  const project = await userProject(t);
  await cp(example, project, { recursive: true, filter: (path) => !/\/(node_modules|dist|\.apiserver)$/.test(path) });
  assert.deepEqual(await run(project, "tsc", []), { code: 0, output: "" });
  const tests = await run(project, "node", ["--test", "dist/test/"]);
  assert.equal(tests.code, 0, tests.output);
  assert.match(tests.output, /^# pass 1[0-9]$/m);
});
