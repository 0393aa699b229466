/** The example in examples/wardle: up to date, tested and served outside the repository. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, readFile } from "node:fs/promises";
import { request } from "node:https";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { generate } from "../../codegen/main.js";
import { findProject } from "../../codegen/project.js";
import { repositoryRoot } from "./support/golden.js";
import { run, runTests, userProject } from "./support/user-project.js";

const example = join(repositoryRoot(), "examples/wardle");

test("the wardle example's generated code is up to date", async () => {
  const { outcome, drift, diagnostics } = await generate({ project: await findProject(example), check: true });
  assert.deepEqual({ outcome, drift, diagnostics }, { outcome: "done", drift: [], diagnostics: [] });
});

/** The example outside the repository, compiled. */
async function installedExample(t: TestContext): Promise<string> {
  const project = await userProject(t);
  await cp(example, project, { recursive: true, filter: (path) => !/\/(node_modules|dist|\.apiserver)$/.test(path) });
  assert.deepEqual(await run(project, "tsc", []), { code: 0, output: "" });
  return project;
}

test("the wardle example compiles and passes its own tests outside the repository", async (t) => {
  const project = await installedExample(t);
  const tests = await runTests(project);
  assert.equal(tests.code, 0, tests.output);
  assert.match(tests.output, /^(#|ℹ) pass 1[0-9]$/m);
});

test("the wardle example is served from its own folder, beside namespaces and without pods", async (t) => {
  const project = await installedExample(t);
  const program = join(project, "node_modules/apiserver/bin/run.js");
  const flags = ["--preset=generic", "--definitions", "dist", "--secure-port", "0"];
  const server = spawn(process.execPath, [program, "serve", ...flags], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(() => server.kill("SIGKILL"));
  let complaints = "";
  server.stderr.on("data", (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  let url = "";
  for await (const line of createInterface(server.stdout)) {
    url = /^Serving +(https:\S+)$/.exec(line)?.[1] ?? "";
    if (url !== "") break;
  }
  assert.notEqual(url, "", complaints);
  const token = /token: "([^"]+)"/.exec(await readFile(join(project, ".apiserver/kubeconfig"), "utf8"))?.[1] ?? "";
  const ask = client(url, token);
  // the greeting comes when the server listens; the default namespace is made before it is ready
  while ((await ask("GET", "/readyz")).status !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
  const flunder = { apiVersion: "wardle.example.com/v1alpha1", kind: "Flunder", metadata: { name: "a" } };
  const flunders = (version: string): string => `/apis/wardle.example.com/${version}/namespaces/default/flunders`;
  const created = await ask("POST", flunders("v1alpha1"), { ...flunder, spec: { reference: "b" } });
  assert.equal(created.status, 201, created.body);
  const read = await ask("GET", `${flunders("v1beta1")}/a`);
  assert.deepEqual(JSON.parse(read.body).spec, { flunderReference: "b", referenceType: "Flunder" });
  assert.equal((await ask("GET", "/api/v1/namespaces/default")).status, 200);
  assert.equal((await ask("GET", "/api/v1/pods")).status, 404);
  server.kill("SIGTERM");
  const [code] = await once(server, "exit");
  assert.equal(code, 0, complaints);
});

type Ask = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ readonly status: number; readonly body: string }>;

/** The certificate is the server's own; that it is a good one is another test's matter. */
function client(url: string, token: string): Ask {
  return async (method, path, body) => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const sent = request(`${url}${path}`, { method, headers, rejectUnauthorized: false, agent: false });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = await once(sent, "response");
    return { status: answer.statusCode, body: await text(answer) };
  };
}
