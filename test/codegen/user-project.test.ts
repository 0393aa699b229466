/** Generated code in a project outside the repository: it compiles, loads, and its types refuse what they should. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { userConfig } from "../../codegen/emit/config.js";
import { emitModel } from "../../codegen/emit/emit.js";
import { projectFiles } from "../../codegen/scaffold/project-files.js";
import { zooModel } from "./support/model.js";
import { run, userProject } from "./support/user-project.js";

const hooks = `
import { invalidValue, type KindHooks } from "apiserver/generated-api";
import type { Animal } from "../../../generated/zoo.example.com/v1/types.js";

export const hooks: KindHooks<Animal> = {
  validate: (animal) =>
    animal.spec?.diet === "Meat" && animal.spec.legs === 0
      ? [invalidValue("spec.diet", animal.spec.diet, "what has no legs catches nothing", "catches")]
      : [],
};
`;

async function zooProject(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const file of projectFiles({ name: "zoo", apiserver: "*" })) files.set(file.path, file.text);
  for (const [path, text] of await emitModel(zooModel(), userConfig)) files.set(`generated/${path}`, text);
  files.set("api-definitions/zoo.example.com/Animal/hooks.ts", hooks);
  return files;
}

test("generated code compiles in a project that only has the package, and its records load", async (t) => {
  const files = await zooProject();
  files.set(
    "test/load.ts",
    `import { groups } from "../generated/index.js";
for (const { resources } of groups) {
  for (const resource of resources) {
    const { schemas, hooks } = await resource.load();
    console.log(resource.kind, resource.versions.every(({ type }) => schemas.has(type)), Object.keys(hooks).join());
  }
}
`,
  );
  const project = await userProject(t, files);
  assert.deepEqual(await run(project, "tsc", []), { code: 0, output: "" });
  const loaded = await run(project, "node", ["dist/test/load.js"]);
  assert.equal(loaded.output, "Animal true validate\nCSIGroup true \nGroup true \n");
});

/** Each line is a complete program's last line; `true` where the compiler must refuse it. */
const programs: readonly (readonly [line: string, refused: boolean])[] = [
  ['export const a: Animal = { ...head, spec: { keeper: "k", diet: "Plants" } };', false],
  [
    'export const a: Animal = { ...head, spec: { keeper: "k", diet: "Plants", "odd-name": null, port: "http" } };',
    false,
  ],
  ['export const a: Animal = { ...head, spec: { keeper: "k", diet: "Stones" } };', true],
  ['export const a: Animal = { ...head, spec: { diet: "Plants" } };', true],
  ['export const a: Animal = { ...head, spec: { keeper: "k", diet: "Plants", legs: "4" } };', true],
  ['export const a: Animal = { ...head, spec: { keeper: "k", diet: "Plants", wings: 2 } };', true],
  ['export const a: Animal = { kind: "Animal", apiVersion: "v1", metadata: {} };', true],
  ["export const a: Animal = { ...head, speck: {} };", true],
  ["export const s: RestStorage<Animal> = animalStorage(deps);", false],
  ["export const s: RestStorage<Group> = animalStorage(deps);", true],
];

test("generated types take what the schema takes and refuse the rest", async (t) => {
  const files = await zooProject();
  const imports = `import type { RestStorage, StorageDeps } from "apiserver/generated-api";
import { animalStorage } from "../generated/zoo.example.com/animal.js";
import type { Animal, Group } from "../generated/zoo.example.com/v1/types.js";
declare const deps: StorageDeps;
export type Used = [Group, typeof deps, typeof animalStorage, RestStorage];
export const head = { kind: "Animal", apiVersion: "zoo.example.com/v1", metadata: { name: "a" } } as const;
`;
  for (const [at, [line]] of programs.entries()) files.set(`test/program-${at}.ts`, `${imports}${line}\n`);
  const project = await userProject(t, files);
  const { output } = await run(project, "tsc", ["--noEmit", "--pretty", "false"]);
  const refused = programs.map((_, at) => output.includes(`test/program-${at}.ts(`));
  assert.deepEqual(
    refused,
    programs.map(([, expected]) => expected),
    output,
  );
  assert.doesNotMatch(output, /^generated\//m);
});

/** What is put into the place of `SPEC` in a Deployment. */
const specs: readonly (readonly [spec: string, refused: boolean])[] = [
  [
    '{ selector, template: { spec: { containers: [{ name: "c", image: "i", ports: [{ containerPort: 80 }] }] } } }',
    false,
  ],
  ['{ selector, template: {}, replicas: 2, strategy: { rollingUpdate: { maxSurge: "25%" } } }', false],
  ["{ template: {} }", true],
  ['{ selector, template: {}, replicas: "2" }', true],
  ["{ selector, template: { spec: { containers: [{}] } } }", true],
  ['{ selector, template: { spec: { containers: [], restartPolicy: "Sometimes" } } }', true],
  ["{ selector, template: {}, paused: true, pause: true }", true],
];

test("a built-in type takes a valid Deployment and refuses a wrong one", async (t) => {
  const files = new Map<string, string>();
  for (const file of projectFiles({ name: "deployments", apiserver: "*" })) files.set(file.path, file.text);
  for (const [at, [spec]] of specs.entries()) {
    files.set(
      `test/deployment-${at}.ts`,
      `import type { Deployment } from "apiserver/generated/apps/v1/types.js";
const selector = { matchLabels: { app: "a" } };
export const deployment: Deployment = {
  kind: "Deployment",
  apiVersion: "apps/v1",
  metadata: { name: "a", labels: { app: "a" } },
  spec: ${spec},
};
export type Used = typeof selector;
`,
    );
  }
  const project = await userProject(t, files);
  const { output } = await run(project, "tsc", ["--noEmit", "--pretty", "false"]);
  const refused = specs.map((_, at) => output.includes(`test/deployment-${at}.ts(`));
  assert.deepEqual(
    refused,
    specs.map(([, expected]) => expected),
    output,
  );
});
