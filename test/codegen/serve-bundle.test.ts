/** What `serve` runs from: the joined files of `npm run build`, or the compiled ones where those are missing, old, or would be loaded beside. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
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
  for (const file of await readdir(bundle)) {
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

test("nothing joined is left out of the build's folder, and nothing of an earlier build is in it", async () => {
  const present = new Set(await readdir(bundle));
  const open = ["main.js"];
  const needed = new Set<string>();
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (needed.has(file)) continue;
    needed.add(file);
    assert.ok(present.has(file), `${file} is missing: run npm run build`);
    const text = await readFile(join(bundle, file), "utf8");
    for (const [, name = ""] of text.matchAll(/(?:\bfrom|\bimport) ?\(?\s*"\.\/([^"]+)"/g)) open.push(name);
  }
  const scripts = [...present].filter((file) => file.endsWith(".js"));
  assert.deepEqual(scripts.sort(), [...needed].sort());
});

test("a start reads few files, none of them a module that is also joined", async (t) => {
  const coverage = await temporary(t);
  const server = await ServerProcess.start({ wrapper: ["env", `NODE_V8_COVERAGE=${coverage}`] });
  t.after(() => server.stop());
  assert.equal((await server.terminate()).code, 0);
  const files = await loaded(coverage);
  assert.ok(files.includes(join(bundle, "main.js")), "serve runs from dist/bundle: run npm run build");
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

const layouts: readonly { rule: string; joined: boolean; record?: "same" | "newer"; flags?: string[]; runs: string }[] =
  [
    { rule: "only the compiler ran: the compiled modules", joined: false, record: "same", runs: "src/server" },
    { rule: "something was compiled since: the compiled modules", joined: true, record: "newer", runs: "src/server" },
    { rule: "a whole build: the joined files", joined: true, record: "same", runs: "bundle" },
    { rule: "a published package, without the compiler's record: the joined files", joined: true, runs: "bundle" },
    {
      rule: "a user's kinds, which import compiled modules: those",
      joined: true,
      flags: ["--definitions", "elsewhere"],
      runs: "src/server",
    },
  ];

for (const { rule, joined, record, flags = [], runs } of layouts) {
  test(`serve runs from what is there: ${rule}`, async (t) => {
    const folder = await temporary(t);
    await mkdir(join(folder, "dist"));
    for (const name of ["package.json", "bin"]) await cp(join(root, name), join(folder, name), { recursive: true });
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await symlink(join(dist, "src"), join(folder, "dist/src"));
    if (joined) await symlink(bundle, join(folder, "dist/bundle"));
    if (record !== undefined) {
      const at = (await stat(join(bundle, "main.js"))).mtimeMs + (record === "newer" ? 1500 : 0);
      await writeFile(join(folder, "dist/.tsbuildinfo"), "{}");
      await utimes(join(folder, "dist/.tsbuildinfo"), at / 1000, at / 1000);
    }
    const env = { ...process.env, NODE_V8_COVERAGE: join(folder, "coverage") };
    const args = [join(folder, "bin/run.js"), "serve", ...flags, "--version"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    assert.match(stdout, /^v1\./);
    const mains = (await loaded(env.NODE_V8_COVERAGE)).filter((file) => file.endsWith("/main.js"));
    assert.deepEqual(mains, [join(dist, runs, "main.js")]);
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
