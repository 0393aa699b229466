/** Which groups a server serves: presets, definition folders, and what is wrong with one. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { loadGroups } from "../../../../src/server/api/load-groups.js";
import { StartError } from "../../../../src/server/start/start-error.js";

const record = (name: string, priority = 1000): string =>
  `export const groups = [${JSON.stringify({ name, priority, versions: [], openapiPackage: "x", resources: [] })}];\n`;

async function folder(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "apiserver-groups-"));
  t.after(() => rm(made, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ "package.json": '{"type":"module"}', ...files })) {
    await mkdir(dirname(join(made, path)), { recursive: true });
    await writeFile(join(made, path), text);
  }
  return made;
}

const named = async (options: Parameters<typeof loadGroups>[0]): Promise<string[]> =>
  (await loadGroups(options)).map(({ name }) => name);

test("the kubernetes preset serves every built-in group", async () => {
  const groups = await named({ preset: "kubernetes", definitions: [] });
  for (const name of ["", "apps", "batch", "networking.k8s.io", "storage.k8s.io"])
    assert.ok(groups.includes(name), name);
});

test("the generic preset knows no pods, nodes and workloads, but namespaces, secrets and roles", async () => {
  const groups = await loadGroups({ preset: "generic", definitions: [] });
  const kinds = groups.flatMap(({ resources }) => resources.map(({ kind }) => kind));
  for (const kind of ["Namespace", "Secret", "ConfigMap", "ClusterRole", "Lease"])
    assert.ok(kinds.includes(kind), kind);
  for (const kind of ["Pod", "Node", "Service", "Deployment", "Job", "StorageClass", "Ingress"]) {
    assert.ok(!kinds.includes(kind), kind);
  }
});

for (const place of ["generated/index.js", "src/generated/index.js", "index.js"]) {
  test(`a definitions folder is served from its ${place}`, async (t) => {
    const dir = await folder(t, { [place]: record("wardle.example.com") });
    const groups = await named({ preset: "generic", definitions: [dir] });
    assert.ok(groups.includes("wardle.example.com"));
    assert.ok(groups.includes("rbac.authorization.k8s.io"));
  });
}

test("groups come by priority, whichever folder they are from", async (t) => {
  const first = await folder(t, { "index.js": record("low.example.com", 10) });
  const second = await folder(t, { "index.js": record("high.example.com", 90_000) });
  const groups = await named({ preset: "generic", definitions: [first, second] });
  assert.deepEqual([groups[0], groups.at(-1)], ["high.example.com", "low.example.com"]);
});

const wrong: readonly (readonly [fault: string, files: Readonly<Record<string, string>>])[] = [
  ["without generated code", {}],
  ["whose index exports no groups", { "index.js": "export {};\n" }],
  ["whose code does not load", { "index.js": "throw new Error('no');\n" }],
  ["with a group that is built in", { "index.js": record("rbac.authorization.k8s.io") }],
];

for (const [fault, files] of wrong) {
  test(`a definitions folder ${fault} stops the start with a reason`, async (t) => {
    const dir = await folder(t, files);
    await assert.rejects(loadGroups({ preset: "generic", definitions: [dir] }), StartError);
  });
}
