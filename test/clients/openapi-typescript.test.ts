/**
 * openapi-typescript makes types of the v3 documents, and a program written against them type-checks. It needs an older TypeScript than
 * this project, so it is installed into a folder for temporary files instead of beside it.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { repositoryRoot } from "../support/fixture.js";
import { installedFromNpm, whyNone } from "../support/npm-programs.js";
import { ServerProcess } from "../support/server-process.js";

interface Generator {
  default(document: object, options: { readonly defaultNonNullable: boolean }): Promise<unknown>;
  astToString(tree: unknown): string;
}

const packages = ["openapi-typescript@7.13.0", "typescript@5.9.3"];
const generator = await installedFromNpm(packages).then(
  async (modules) =>
    (await import(pathToFileURL(join(modules, "openapi-typescript/dist/index.mjs")).href)) as Generator,
  whyNone,
);
const options = typeof generator === "string" ? { skip: generator } : {};

let server: ServerProcess | undefined;
let folder = "";

before(async () => {
  if (typeof generator === "string") return;
  folder = await mkdtemp(join(tmpdir(), "apiserver-openapi-types-"));
  server = await ServerProcess.start();
  for (const [name, path] of Object.entries(await documents(server))) {
    const document = (await server.request("GET", path)).json<object>();
    // What has a default need not be written: these are types of what a client sends.
    const types = await generator.default(document, { defaultNonNullable: false });
    await writeFile(join(folder, `${name}.ts`), generator.astToString(types));
  }
});
after(async () => {
  await server?.stop();
  if (folder !== "") await rm(folder, { recursive: true, force: true });
});

/** Names of files → where the documents are. */
async function documents(from: ServerProcess): Promise<Readonly<Record<string, string>>> {
  interface Index {
    readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
  }
  const { paths } = (await from.request("GET", "/openapi/v3")).json<Index>();
  return Object.fromEntries(
    Object.entries(paths).map(([name, { serverRelativeURL }]) => [name.replaceAll(/\W/g, "_"), serverRelativeURL]),
  );
}

/** What the compiler complains of: `file:line TSnumber`. */
function typeCheck(files: readonly string[]): Promise<readonly string[]> {
  const tsc = join(repositoryRoot(), "node_modules/typescript/bin/tsc");
  const flags = ["--strict", "--exactOptionalPropertyTypes", "--noEmit", "--pretty", "false", "--target", "es2022"];
  return new Promise((resolve) => {
    const args = [tsc, ...flags, "--module", "nodenext", ...files];
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1 << 24 }, (_error, stdout) => {
      const found = stdout.matchAll(/^(\S+)\((\d+),\d+\): error (TS\d+)/gm);
      resolve(Array.from(found, ([, file, line, code]) => `${file}:${line} ${code}`));
    });
  });
}

const program = `
import type { components, operations, paths } from "./apis_apps_v1.js";

type Schemas = components["schemas"];
export const deployment: Schemas["io.k8s.api.apps.v1.Deployment"] = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", labels: { app: "web" } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "web" } },
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 1 } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "main", image: "web:1", ports: [{ containerPort: 80, protocol: "TCP" }] }] },
    },
  },
};

type List = paths["/apis/apps/v1/namespaces/{namespace}/deployments"]["get"];
type Listed = List["responses"][200]["content"]["application/json"]["items"][number];
export const same: Listed = deployment;
export const query: NonNullable<List["parameters"]["query"]> = { labelSelector: "app=web", limit: 10, watch: true };
type Create = operations["createAppsV1NamespacedDeployment"];
export const body: NonNullable<Create["requestBody"]>["content"]["*/*"] = deployment;
export const path: Create["parameters"]["path"] = { namespace: "default" };
`;

/** Line → a mistake the types must find, and the compiler's number for it. */
const mistakes: readonly (readonly [string, string])[] = [
  [`export const a: S["io.k8s.api.apps.v1.DeploymentSpec"] = { replicas: 1 };`, "TS2739"],
  [`export const b: S["io.k8s.api.core.v1.Container"] = { name: "a", imagee: "b" };`, "TS2561"],
  [`export const c: S["io.k8s.api.core.v1.ContainerPort"] = { containerPort: "80" };`, "TS2322"],
  [`export const d: S["io.k8s.api.apps.v1.DeploymentStrategy"] = { type: "Sometimes" };`, "TS2322"],
];

test("every document becomes types that compile", options, async () => {
  assert(server !== undefined);
  const names = Object.keys(await documents(server));
  assert(names.length > 30, `${names.length} documents`);
  assert.deepEqual(await typeCheck(names.map((name) => `${name}.ts`)), []);
});

test("a program written against the types compiles, and its mistakes do not", options, async () => {
  await writeFile(join(folder, "program.ts"), program);
  const lines = [`type S = import("./apis_apps_v1.js").components["schemas"];`, ...mistakes.map(([line]) => line)];
  await writeFile(join(folder, "mistakes.ts"), `${lines.join("\n")}\nexport {};\n`);
  assert.deepEqual(await typeCheck(["program.ts"]), []);
  assert.deepEqual(
    await typeCheck(["mistakes.ts"]),
    mistakes.map(([, code], index) => `mistakes.ts:${index + 2} ${code}`),
  );
});

test("fields carry their descriptions into the types", options, async () => {
  assert.match(await readFile(join(folder, "apis_apps_v1.ts"), "utf8"), /@description Image to run, with registry/);
});
