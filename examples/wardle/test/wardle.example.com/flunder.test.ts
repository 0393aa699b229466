// Yours. What Flunder promises to its clients, tested against a server in this process.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { startTestServer, type TestServer } from "apiserver/testing";
import { groups } from "../../generated/index.js";

type Spec = Readonly<Record<string, string>>;

const path = (version: string): string => `/apis/wardle.example.com/${version}/namespaces/default/flunders`;
const flunder = (version: string, spec: Spec): Record<string, unknown> => ({
  apiVersion: `wardle.example.com/${version}`,
  kind: "Flunder",
  metadata: { name: "example" },
  spec,
});

async function serve(t: TestContext): Promise<TestServer> {
  const server = await startTestServer({ groups });
  t.after(() => server.close());
  return server;
}

/** The same flunder in both versions. */
const conversions: readonly { readonly v1alpha1: Spec; readonly v1beta1: Spec }[] = [
  {
    v1alpha1: { reference: "other", referenceType: "Flunder" },
    v1beta1: { flunderReference: "other", referenceType: "Flunder" },
  },
  {
    v1alpha1: { reference: "other", referenceType: "Fischer" },
    v1beta1: { fischerReference: "other", referenceType: "Fischer" },
  },
  { v1alpha1: {}, v1beta1: {} },
];

for (const shapes of conversions) {
  for (const [written, read] of [
    ["v1alpha1", "v1beta1"],
    ["v1beta1", "v1alpha1"],
  ] as const) {
    test(`${JSON.stringify(shapes[written])} in ${written} reads ${JSON.stringify(shapes[read])} in ${read}`, async (t) => {
      const server = await serve(t);
      const created = await server.request("POST", path(written), flunder(written, shapes[written]));
      assert.equal(created.status, 201, JSON.stringify(created.body));
      assert.deepEqual(created.body.spec, shapes[written]);
      const other = await server.request("GET", `${path(read)}/example`);
      assert.deepEqual([other.body.apiVersion, other.body.spec], [`wardle.example.com/${read}`, shapes[read]]);
    });
  }
}

test("a v1alpha1 reference without a type is one to a flunder", async (t) => {
  const server = await serve(t);
  await server.request("POST", path("v1alpha1"), flunder("v1alpha1", { reference: "other" }));
  const read = await server.request("GET", `${path("v1beta1")}/example`);
  assert.deepEqual(read.body.spec, { flunderReference: "other", referenceType: "Flunder" });
});

const refused: readonly (readonly [rule: string, spec: Spec])[] = [
  ["two references at once", { flunderReference: "a", fischerReference: "b", referenceType: "Flunder" }],
  ["a reference of another type than the object says", { flunderReference: "a", referenceType: "Fischer" }],
  ["a reference without a type", { fischerReference: "b" }],
  ["a type nobody knows", { referenceType: "Walrus" }],
];

for (const [rule, spec] of refused) {
  test(`${rule} is refused, and nothing is stored`, async (t) => {
    const server = await serve(t);
    const answer = await server.request("POST", path("v1beta1"), flunder("v1beta1", spec));
    assert.deepEqual([answer.status, answer.body.reason], [422, "Invalid"]);
    assert.equal((await server.request("GET", `${path("v1beta1")}/example`)).status, 404);
  });
}

test("flunders stored as v1alpha1 are read by a server that stores v1beta1, and stored as that when they change", async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), "wardle-"));
  t.after(() => rm(dataDir, { recursive: true, force: true }));
  const hashes: unknown[] = [];
  for (const flags of [["--storage-version=wardle.example.com/v1alpha1"], []]) {
    const server = await startTestServer({ groups, dataDir, flags });
    const { body } = await server.request("GET", "/apis/wardle.example.com/v1beta1");
    hashes.push((body.resources as readonly Record<string, unknown>[]).find(({ name }) => name === "flunders"));
    await server.request(
      "POST",
      path("v1beta1"),
      flunder("v1beta1", { flunderReference: "other", referenceType: "Flunder" }),
    );
    const read = await server.request("GET", `${path("v1beta1")}/example`);
    assert.deepEqual(read.body.spec, { flunderReference: "other", referenceType: "Flunder" });
    const unchanged = await server.request("PUT", `${path("v1beta1")}/example`, read.body);
    const moved = revisionOf(unchanged.body) !== revisionOf(read.body);
    assert.equal(moved, flags.length === 0, "only a value in another version is written again");
    await server.close();
  }
  const [alpha, beta] = hashes as readonly Record<string, unknown>[];
  assert.notEqual(alpha?.storageVersionHash, beta?.storageVersionHash);
});

function revisionOf(body: Readonly<Record<string, unknown>>): unknown {
  return (body.metadata as Record<string, unknown>).resourceVersion;
}
