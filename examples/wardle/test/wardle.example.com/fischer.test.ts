// Yours. What Fischer promises to its clients, tested against a server in this process.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestServer } from "apiserver/testing";
import { groups } from "../../generated/index.js";

test("a Fischer belongs to no namespace and keeps its list", async (t) => {
  const server = await startTestServer({ groups });
  t.after(() => server.close());
  const path = "/apis/wardle.example.com/v1alpha1/fischers";
  const fischer = {
    apiVersion: "wardle.example.com/v1alpha1",
    kind: "Fischer",
    metadata: { name: "example" },
    disallowedFlunders: ["badname"],
  };
  assert.equal((await server.request("POST", path, fischer)).status, 201);
  const read = await server.request("GET", `${path}/example`);
  assert.deepEqual(read.body.disallowedFlunders, ["badname"]);
  const patched = await server.request("PATCH", `${path}/example`, { disallowedFlunders: ["worse"] });
  assert.deepEqual(patched.body.disallowedFlunders, ["worse"]);
});

test("a Fischer is served in the one version it has", async (t) => {
  const server = await startTestServer({ groups });
  t.after(() => server.close());
  assert.equal((await server.request("GET", "/apis/wardle.example.com/v1beta1/fischers")).status, 404);
});
