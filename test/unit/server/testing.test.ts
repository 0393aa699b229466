/** The server for tests of an API: what it leaves behind. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startTestServer } from "../../../src/server/testing.js";

test("a test server that cannot start, or was closed, leaves no folder behind", async (t) => {
  const temporary = await mkdtemp(join(tmpdir(), "testing-"));
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = temporary;
  t.after(async () => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
    await rm(temporary, { recursive: true });
  });
  await assert.rejects(startTestServer({ groups: [], flags: ["--secure-prot=1"] }), { name: "FlagError" });
  await assert.rejects(startTestServer({ groups: [], flags: ["--help"] }), TypeError);
  await assert.rejects(startTestServer({ groups: [], flags: ["--runtime-config=a.example.com/v1=true"] }));
  assert.deepEqual(await readdir(temporary), []);
  const server = await startTestServer({ groups: [] });
  assert.equal((await readdir(temporary)).length, 1);
  assert.equal((await server.request("GET", "/version")).status, 200);
  await server.close();
  assert.deepEqual(await readdir(temporary), []);
});
