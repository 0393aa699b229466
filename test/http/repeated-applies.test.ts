/** An apply that changed nothing is answered from memory the next time (endpoints/write/settled-applies.ts): nobody may be able to tell. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer, type TestAnswer } from "../../src/server/testing.js";

const server = await startTestServer({ groups });
after(() => server.close());

const configMaps = "/api/v1/namespaces/default/configmaps";
let made = 0;

interface Asked {
  readonly manager?: string;
  readonly query?: string;
}

function newName(): string {
  made += 1;
  return `applied-${made}`;
}

function configuration(name: string, data: Readonly<Record<string, string>>): string {
  return JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data });
}

function apply(name: string, body: string, { manager = "one", query = "" }: Asked = {}): Promise<TestAnswer> {
  const path = `${configMaps}/${name}?fieldManager=${manager}${query}`;
  return server.request("PATCH", path, body, "application/apply-patch+yaml");
}

/** So often that the last ones are answered from memory. */
async function applyOften(name: string, body: string, asked: Asked = {}): Promise<TestAnswer> {
  for (let times = 0; times < 3; times++) await apply(name, body, asked);
  return apply(name, body, asked);
}

function dataOf(answer: TestAnswer): unknown {
  return answer.body["data"];
}

function managersOf({ body }: TestAnswer): readonly string[] {
  const { managedFields } = body["metadata"] as { managedFields: readonly { manager: string }[] };
  return managedFields.map(({ manager }) => manager).sort();
}

test("an apply is answered the same however often it is repeated", async () => {
  const name = newName();
  const body = configuration(name, { a: "1" });
  const created = await apply(name, body);
  assert.equal(created.status, 201);
  const repeated = await applyOften(name, body);
  assert.equal(repeated.status, 200);
  assert.deepEqual(repeated.body, created.body);
});

test("what somebody else changed since is put back", async () => {
  const name = newName();
  const body = configuration(name, { a: "1" });
  await applyOften(name, body, { query: "&force=true" });
  await server.request("PATCH", `${configMaps}/${name}`, { data: { a: "2" } });
  assert.deepEqual(dataOf(await apply(name, body, { query: "&force=true" })), { a: "1" });
});

test("without force the change of somebody else is a conflict", async () => {
  const name = newName();
  const body = configuration(name, { a: "1" });
  await applyOften(name, body);
  await server.request("PATCH", `${configMaps}/${name}`, { data: { a: "2" } });
  assert.equal((await apply(name, body)).status, 409);
});

test("another manager's apply of the same text makes it an owner too", async () => {
  const name = newName();
  const body = configuration(name, { a: "1" });
  await applyOften(name, body);
  assert.deepEqual(managersOf(await applyOften(name, body, { manager: "two" })), ["one", "two"]);
});

test("an object that was deleted is made again", async () => {
  const name = newName();
  const body = configuration(name, { a: "1" });
  await applyOften(name, body);
  await server.request("DELETE", `${configMaps}/${name}`);
  assert.equal((await apply(name, body)).status, 201);
});

test("what is warned of is warned of each time, and refused where that is asked for", async () => {
  const name = newName();
  const body = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"${name}"},"data":{"a":"1","a":"1"}}`;
  assert.match((await applyOften(name, body)).header("warning") ?? "", /already set in map/);
  assert.equal((await apply(name, body, { query: "&fieldValidation=Strict" })).status, 400);
});

test("a dry run of a repeated apply is a dry run", async () => {
  const name = newName();
  const body = configuration(name, { a: "1" });
  const last = await applyOften(name, body);
  assert.deepEqual((await apply(name, body, { query: "&dryRun=All" })).body, last.body);
});

test("more managers than are remembered do not disturb one another", async () => {
  const name = newName();
  const body = configuration(name, { a: "1" });
  const managers = ["one", "two", "three", "four", "five", "six"];
  for (const manager of [...managers, ...managers, ...managers]) await apply(name, body, { manager });
  assert.deepEqual(managersOf(await apply(name, body)), [...managers].sort());
});
