/** Tokens of service accounts across a server's lives: good after a restart, for the key is kept; and never in what it logs. */
import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ServerProcess } from "../support/server-process.js";

const accounts = "/api/v1/namespaces/default/serviceaccounts";
const configMaps = "/api/v1/namespaces/default/configmaps";

async function start(t: TestContext): Promise<ServerProcess> {
  const server = await ServerProcess.start({ flags: ["--log-level=trace"] });
  t.after(() => server.stop());
  return server;
}

async function tokenOf(server: ServerProcess): Promise<string> {
  await server.request("POST", accounts, { metadata: { name: "robot" } });
  const answer = await server.request("POST", `${accounts}/robot/token`, {});
  return answer.json<{ readonly status: { readonly token: string } }>().status.token;
}

test("no part of a token is logged, whether it lets in or not, at any level", async (t) => {
  const server = await start(t);
  const token = await tokenOf(server);
  const bearer = (text: string): Record<string, string> => ({ authorization: `Bearer ${text}` });
  assert.equal((await server.request("GET", configMaps, undefined, bearer(token))).status, 200);
  assert.equal((await server.request("GET", configMaps, undefined, bearer(`${token}x`))).status, 401);
  const review = { spec: { token, audiences: ["x"] } };
  await server.request("POST", "/apis/authentication.k8s.io/v1/tokenreviews", review);
  await server.request("POST", `${accounts}/robot/token`, `{"status":{"token":"${token}"}`);
  const { stdout, stderr } = await server.terminate();
  assert.notEqual(stderr, "", "the server did log");
  for (const part of token.split(".")) assert.ok(!`${stdout}${stderr}`.includes(part));
});

test("a token outlives the server that made it, and the key is its user's alone", async (t) => {
  const server = await start(t);
  const token = await tokenOf(server);
  await server.restart();
  const answer = await server.request("GET", configMaps, undefined, { authorization: `Bearer ${token}` });
  assert.equal(answer.status, 200);
  assert.equal((await stat(join(server.dataDir, "pki", "sa.key"))).mode & 0o777, 0o600);
});
