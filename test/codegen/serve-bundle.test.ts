/**
 * What `serve` runs from: the joined files of `npm run build`, or the compiled ones where those are missing, old, or would be loaded
 * beside.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { repositoryRoot } from "../support/fixture.js";
import { ServerProcess } from "../support/server-process.js";

const root = repositoryRoot();
const dist = join(root, "dist");
const bundle = join(dist, "bundle");

/** Node, libraries and all: a start read 655 files before they were joined. */
const mostFiles = 65;

test("every module is in one of the joined files only, so no class exists twice", async () => {
  const modules: string[] = [];
  const [current = []] = await buildLists(bundle);
  for (const file of current) {
    if (!file.endsWith(".js")) continue;
    const text = await readFile(join(bundle, file), "utf8");
    // a module's parts in one file each have their heading
    modules.push(...new Set([...text.matchAll(/^\/\/ (\S+\.js)$/gm)].map(([, module = ""]) => module)));
  }
  assert.equal(modules.filter((module) => module === "dist/src/meta/status.js").length, 1);
  assert.ok(modules.includes("dist/src/server/main.js") && modules.includes("dist/src/generated/core/pod.js"));
  assert.deepEqual(
    modules.filter((module, at) => modules.indexOf(module) !== at),
    [],
  );
});

test("nothing joined is left out of the build's folder, and nothing is in it but this build and the last ones", async () => {
  const present = new Set(await readdir(bundle));
  const open = [await entryName()];
  const needed = new Set<string>();
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (needed.has(file)) continue;
    needed.add(file);
    assert.ok(present.has(file), `${file} is missing: run npm run build`);
    const text = await readFile(join(bundle, file), "utf8");
    for (const [, name = ""] of text.matchAll(/(?:\bfrom|\bimport) ?\(?\s*"\.\/([^"]+)"/g)) open.push(name);
  }
  const builds = await buildLists(bundle);
  const scripts = (files: readonly string[]) => files.filter((file) => file.endsWith(".js")).sort();
  assert.deepEqual(scripts(builds[0] ?? []), [...needed].sort());
  assert.deepEqual(scripts([...present]), scripts([...new Set(builds.flat())]));
});

test("a build keeps the files of the last ones, which a running server may load yet, and takes away older ones", async (t) => {
  const folder = await temporary(t);
  const built = join(folder, "dist/bundle");
  await mkdir(built, { recursive: true });
  for (const name of ["package.json", "bin"]) await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  await cp(join(dist, ".tsbuildinfo"), join(folder, "dist/.tsbuildinfo"));
  for (const name of ["src", "api-definitions"])
    await cp(join(dist, name), join(folder, "dist", name), { recursive: true });
  const earlier = Array.from({ length: 9 }, (_, age) => [`chunk-${age}.js`, "chunk-shared.js"]);
  for (const name of new Set(["leftover.js", ...earlier.flat()])) await writeFile(join(built, name), "");
  await writeFile(join(built, "builds.json"), JSON.stringify(earlier));
  const build = () => promisify(execFile)(process.execPath, [join(folder, "bin/bundle.js")]);
  await build();
  const [made = [], ...before] = await buildLists(built);
  assert.deepEqual(before, earlier.slice(0, 7));
  const expected = [...made, ...before.flat(), "LICENSES.txt", "builds.json", "current.json"];
  assert.deepEqual((await readdir(built)).sort(), [...new Set(expected)].sort());
  await build();
  assert.deepEqual(await buildLists(built), [made, ...before], "the same build again is not another one");
});

test("a start reads few files, none of them a module that is also joined", async (t) => {
  const coverage = await temporary(t);
  const server = await ServerProcess.start({ wrapper: ["env", `NODE_V8_COVERAGE=${coverage}`] });
  t.after(() => server.stop());
  assert.equal((await server.terminate()).code, 0);
  const files = await loaded(coverage);
  assert.ok(files.includes(join(bundle, await entryName())), "serve runs from dist/bundle: run npm run build");
  assert.deepEqual(
    files.filter((file) => file.startsWith(join(dist, "src"))),
    [],
  );
  assert.ok(files.length < mostFiles, `${files.length} files`);
});

test("what is loaded later works from the joined files: YAML, OpenAPI, CBOR, tokens", async (t) => {
  const server = await ServerProcess.start({ flags: ["--feature-gates=CBORServingAndStorage=true"] });
  t.after(() => server.stop());
  const pod = "kind: Pod\napiVersion: v1\nmetadata: {name: A}\nspec: {containers: [{name: c}]}\n";
  const yaml = { "content-type": "application/yaml", accept: "application/yaml" };
  const refused = await server.request("POST", "/api/v1/namespaces/default/pods", pod, yaml);
  assert.match(refused.text, /reason: Invalid\n/);
  const map = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n";
  const made = await server.request("POST", "/api/v1/namespaces/default/configmaps", map, yaml);
  assert.equal(made.status, 201, made.text);
  const cbor = await server.request("GET", "/api/v1/namespaces/default/configmaps/a", undefined, {
    accept: "application/cbor",
  });
  assert.equal(cbor.headers["content-type"], "application/cbor");
  for (const path of ["/openapi/v2", "/openapi/v3/apis/apps/v1", "/metrics"]) {
    assert.equal((await server.request("GET", path)).status, 200, path);
  }
  await server.request("POST", "/api/v1/namespaces/default/serviceaccounts", { metadata: { name: "a" } });
  const token = await server.request("POST", "/api/v1/namespaces/default/serviceaccounts/a/token", { spec: {} });
  assert.equal(token.status, 201, token.text);
});

test("packages that npm ci takes away for a while are missed by a scrape at most, which says so, and by none after it", async (t) => {
  const folder = await temporary(t);
  const packages = join(folder, "node_modules");
  for (const name of ["package.json", "bin"]) await cp(join(root, name), join(folder, name), { recursive: true });
  const [build = []] = await buildLists(bundle);
  for (const file of [...build, "current.json"]) await cp(join(bundle, file), join(folder, "dist/bundle", file));
  await symlink(join(dist, "src"), join(folder, "dist/src"));
  await symlink(join(root, "node_modules"), packages);
  const joined = `node=$0; shift; exec "$node" "${folder}/bin/run.js" "$@"`;
  const flags = ["--feature-gates=CBORServingAndStorage=true"];
  const server = await ServerProcess.start({ flags, wrapper: ["sh", "-c", joined] });
  t.after(() => server.stop());
  const accounts = "/api/v1/namespaces/default/serviceaccounts";
  await server.request("POST", accounts, { metadata: { name: "a" } });
  await rm(packages);
  const token = await server.request("POST", `${accounts}/a/token`, { spec: {} });
  assert.equal(token.status, 201, token.text);
  for (const accept of ["application/yaml", "application/cbor", "application/vnd.kubernetes.protobuf"]) {
    assert.equal((await server.request("GET", accounts, undefined, { accept })).status, 200, accept);
  }
  assert.equal((await server.request("GET", "/openapi/v2")).status, 200);
  const scrape = await server.request("GET", "/metrics");
  assert.deepEqual([scrape.status, /Cannot find package 'prom-client'/.test(scrape.text)], [500, true], scrape.text);
  await symlink(join(root, "node_modules"), packages);
  assert.equal((await server.request("GET", "/metrics")).status, 200);
});

test("a user's kinds are served from the joined files, and of the compiled modules load none but schemas", async (t) => {
  const folder = await temporary(t);
  const coverage = join(folder, "coverage");
  await mkdir(join(folder, "node_modules"));
  await symlink(root, join(folder, "node_modules/apiserver"));
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  await writeFile(join(folder, "index.js"), usersKind);
  const server = await ServerProcess.start({
    flags: ["--definitions", folder],
    wrapper: ["env", `NODE_V8_COVERAGE=${coverage}`],
  });
  t.after(() => server.stop());
  const path = "/apis/users.example.com/v1/things";
  const made = await server.request("POST", path, { metadata: { name: "a" }, size: 1 });
  assert.equal(made.status, 201, made.text);
  const invalid = await server.request("POST", path, { metadata: { name: "c" }, size: 3 });
  assert.match(invalid.text, /Thing.users.example.com \\"c\\" is invalid: size: Invalid value: 3: is odd/);
  assert.equal((await server.terminate()).code, 0);
  const compiled = (await loaded(coverage)).filter((file) => file.startsWith(join(dist, "src")));
  assert.deepEqual(compiled, [join(dist, "src/generated/meta/v1/schemas.js")]);
});

const usersKind = `
import { defineGroup, defineResource, invalidValue, kindParts } from "apiserver/generated-api";
const type = "users.example.com/v1/Thing";
const properties = {
  apiVersion: { type: "string" },
  kind: { type: "string" },
  metadata: { $ref: "meta/v1/ObjectMeta", default: {} },
  size: { type: "integer", format: "int32" },
};
const schemas = { [type]: { properties, type: "object" } };
const hooks = { validate: ({ size }) => (size > 1 && size % 2 === 1 ? [invalidValue("size", size, "is odd", "odd")] : []) };
const load = async () => kindParts([(await import("apiserver/generated/meta/v1/schemas.js")).schemas, schemas], hooks);
const versions = [{ name: "v1", servedByDefault: true, type }];
const thing = defineResource({ group: "users.example.com", kind: "Thing", plural: "things", namespaced: false, versions, load });
export const groups = [
  defineGroup({
    name: "users.example.com",
    priority: 1000,
    versions: [{ name: "v1", priority: 1, servedByDefault: true }],
    openapiPackage: "com.example.users",
    descriptions: async () => ({}),
    resources: [thing],
  }),
];
`;

test("the package's generated-api hands out all that the module has", async () => {
  const names = async (file: string) => Object.keys((await import(join(root, file))) as object).sort();
  assert.deepEqual(await names("bin/generated-api.js"), await names("dist/src/registry/generated-api.v1.js"));
});

interface Layout {
  readonly rule: string;
  readonly joined: boolean;
  /** The compiler's record, as joined or another; its time is never that of the build. */
  readonly record?: "same" | "other" | "longer";
  readonly runs: "src" | "bundle";
}

const layouts: readonly Layout[] = [
  { rule: "only the compiler ran: the compiled modules", joined: false, record: "same", runs: "src" },
  { rule: "something was compiled since: the compiled modules", joined: true, record: "longer", runs: "src" },
  { rule: "a change that leaves the record's size: the compiled modules", joined: true, record: "other", runs: "src" },
  { rule: "a whole build, copied without its times: the joined files", joined: true, record: "same", runs: "bundle" },
  { rule: "a published package, without the compiler's record: the joined files", joined: true, runs: "bundle" },
];

for (const { rule, joined, record, runs } of layouts) {
  test(`serve runs from what is there: ${rule}`, async (t) => {
    const folder = await temporary(t);
    await mkdir(join(folder, "dist"));
    for (const name of ["package.json", "bin"]) await cp(join(root, name), join(folder, name), { recursive: true });
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await symlink(join(dist, "src"), join(folder, "dist/src"));
    if (joined) await symlink(bundle, join(folder, "dist/bundle"));
    if (record !== undefined) {
      const text = await readFile(join(dist, ".tsbuildinfo"), "utf8");
      const texts = { same: text, other: text.replace("{", " "), longer: `${text} ` };
      await writeFile(join(folder, "dist/.tsbuildinfo"), texts[record]);
    }
    const env = { ...process.env, NODE_V8_COVERAGE: join(folder, "coverage") };
    const args = [join(folder, "bin/run.js"), "serve", "--version"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    assert.match(stdout, /^v1\./);
    const entry = runs === "src" ? "src/server/main.js" : join("bundle", await entryName());
    const entries = (await loaded(env.NODE_V8_COVERAGE)).filter((file) => /\/main(-\w+)?\.js$/.test(file));
    assert.deepEqual(entries, [join(dist, entry)]);
  });
}

test("the compiled modules alone serve as well", async (t) => {
  const folder = await temporary(t);
  const main = join(root, "dist/test/support/serve-main.js");
  const child = execFile(process.execPath, [main, "--data-dir", folder, "--secure-port", "0"]);
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  await new Promise<void>((resolve, reject) => {
    let text = "";
    child.stdout?.on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("\nTry ")) resolve();
    });
    void ended.then((code) => reject(new Error(`ended with ${code}`)));
  });
  child.kill("SIGTERM");
  assert.equal(await ended, 0);
});

async function entryName(): Promise<string> {
  return (JSON.parse(await readFile(join(bundle, "current.json"), "utf8")) as { entry: string }).entry;
}

async function buildLists(folder: string): Promise<string[][]> {
  return JSON.parse(await readFile(join(folder, "builds.json"), "utf8")) as string[][];
}

async function temporary(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "apiserver-bundle-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Files that a process of node loaded, by what it wrote of its coverage when it ended. */
async function loaded(coverage: string): Promise<string[]> {
  const [file = ""] = await readdir(coverage);
  const { result } = JSON.parse(await readFile(join(coverage, file), "utf8")) as { result: { url: string }[] };
  return result.filter(({ url }) => url.startsWith("file://")).map(({ url }) => decodeURIComponent(url.slice(7)));
}
