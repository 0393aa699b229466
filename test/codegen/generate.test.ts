/** The generator as a library: drift, stale files, wrong definitions, watching. */
import assert from "node:assert/strict";
import { appendFile, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { generate, watchDefinitions } from "../../codegen/main.js";
import { findProject, type Project } from "../../codegen/project.js";
import { summaryLines } from "../../codegen/report.js";
import { scaffoldGroup, scaffoldKind } from "../../codegen/scaffold/scaffold.js";
import { repositoryRoot } from "./support/golden.js";
import { userProject } from "./support/user-project.js";

const group = "shop.example.com";

async function shop(t: TestContext): Promise<Project> {
  const dir = await userProject(t);
  await scaffoldGroup({ dir, group, versions: ["v1"] });
  await scaffoldKind({ dir, group, kind: "Basket", versions: undefined, clusterScoped: false });
  return findProject(dir);
}

const inShop = (project: Project, path: string): string => join(project.root, path);
const schemaFile = `api-definitions/${group}/Basket/v1.schema.yaml`;

test("the built-in APIs' generated code is up to date", async () => {
  const project = await findProject(repositoryRoot());
  const { outcome, drift, diagnostics } = await generate({ project, check: true });
  assert.deepEqual({ outcome, drift, diagnostics }, { outcome: "done", drift: [], diagnostics: [] });
});

test("a changed definition is drift, listed and not written by a check", async (t) => {
  const project = await shop(t);
  const text = await readFile(inShop(project, schemaFile), "utf8");
  await writeFile(inShop(project, schemaFile), text.replace("default: 1", "default: 2"));
  const schemas = inShop(project, `generated/${group}/v1/schemas.ts`);
  const before = await readFile(schemas, "utf8");
  const checked = await generate({ project, check: true });
  assert.deepEqual([checked.outcome, checked.drift], ["drift", [`generated/${group}/v1/schemas.ts`]]);
  assert.equal(await readFile(schemas, "utf8"), before);
});

test("only files that change are written", async (t) => {
  const project = await shop(t);
  const untouched = inShop(project, `generated/${group}/group.ts`);
  const before = (await stat(untouched)).mtimeMs;
  await rm(inShop(project, `generated/${group}/v1/types.ts`));
  const { written } = await generate({ project, check: false });
  assert.deepEqual(written, [`generated/${group}/v1/types.ts`]);
  assert.equal((await stat(untouched)).mtimeMs, before);
});

test("a kind that is taken away takes its generated file with it", async (t) => {
  const project = await shop(t);
  await rm(inShop(project, `api-definitions/${group}/Basket`), { recursive: true });
  const { removed } = await generate({ project, check: false });
  assert.deepEqual(
    removed.filter((path) => path.endsWith("basket.ts")),
    [`generated/${group}/basket.ts`],
  );
});

test("a wrong definition writes nothing and names file, line, column, rule and mend", async (t) => {
  const project = await shop(t);
  await appendFile(inShop(project, schemaFile), "Odd: { type: strung }\n");
  const result = await generate({ project, check: false });
  assert.deepEqual([result.outcome, result.written], ["failed", []]);
  const wrongValue = result.diagnostics.find(({ rule }) => rule === "wrong-value");
  assert.equal(wrongValue?.file, schemaFile);
  assert.match(summaryLines(result).join("\n"), /v1\.schema\.yaml:\d+:\d+ error wrong-value: .+ \(mend: .+\)/);
});

test("with watch, a change in a definition reaches the generated code", async (t) => {
  const project = await shop(t);
  const stop = new AbortController();
  let changed = (): void => {};
  const regenerated = new Promise<void>((resolve) => {
    changed = resolve;
  });
  let started = (): void => {};
  const first = new Promise<void>((resolve) => {
    started = resolve;
  });
  const watching = watchDefinitions(
    project,
    async () => {
      const { written } = await generate({ project, check: false });
      if (written.length > 0) changed();
      else started();
    },
    stop.signal,
  );
  await first;
  const text = await readFile(inShop(project, schemaFile), "utf8");
  await writeFile(inShop(project, schemaFile), text.replace("default: 1", "default: 2"));
  await regenerated;
  stop.abort();
  await watching;
  assert.match(await readFile(inShop(project, `generated/${group}/v1/schemas.ts`), "utf8"), /default: 2/);
});
