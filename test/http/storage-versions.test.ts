/**
 * StorageVersion objects as a kube-apiserver 1.36.3 wrote them (answers/storage-versions.json), and what servers may say in their status
 * (answers/storage-version-status.json).
 */
import assert from "node:assert/strict";
import { mkdtemp, readFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { serverIdentity } from "../../src/controlplane/identity-lease.js";
import { groups } from "../../src/generated/index.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";
import { removeFolder } from "../support/remove-folder.js";

const answers = new URL("../../../test/http/answers/", import.meta.url);
const readAnswers = async <T>(name: string): Promise<T> =>
  JSON.parse(await readFile(new URL(name, answers), "utf8")) as T;

const api = "/apis/internal.apiserver.k8s.io/v1alpha1/storageversions";
const apiFlag = "--runtime-config=internal.apiserver.k8s.io/v1alpha1=true";
const flags = ["--feature-gates=StorageVersionAPI=true", apiFlag];

interface Entry {
  readonly apiServerID: string;
  readonly encodingVersion: string;
  readonly decodableVersions: readonly string[];
  readonly servedVersions: readonly string[];
}

interface Status {
  readonly storageVersions: readonly Entry[];
  readonly commonEncodingVersion?: string;
  readonly conditions: readonly Readonly<Record<string, string>>[];
}

interface StorageVersion {
  readonly metadata: Readonly<Record<string, string>>;
  readonly status: Status;
}

async function listed(server: TestServer): Promise<ReadonlyMap<string, StorageVersion>> {
  const { body } = await server.request("GET", api);
  const items = body["items"] as readonly StorageVersion[];
  return new Map(items.map((item) => [item.metadata["name"] ?? "", item]));
}

test("the objects are kube-apiserver's; decodable are the versions this server can read, for kube-apiserver also long gone ones", async (t) => {
  interface Recorded {
    readonly condition: Readonly<Record<string, string>>;
    readonly storageVersions: Readonly<Record<string, Omit<Entry, "apiServerID">>>;
  }
  const recorded = await readAnswers<Recorded>("storage-versions.json");
  const server = await startTestServer({ groups, flags });
  t.after(() => server.close());
  const ours = await listed(server);
  assert.deepEqual([...ours.keys()].sort(), Object.keys(recorded.storageVersions).sort());
  for (const [name, theirs] of Object.entries(recorded.storageVersions)) {
    const { metadata, status } = ours.get(name) as StorageVersion;
    const { encodingVersion } = theirs;
    const [entry, ...others] = status.storageVersions;
    assert.deepEqual(others, []);
    const decodable = theirs.decodableVersions.filter((version) => entry?.decodableVersions.includes(version));
    assert.deepEqual(entry, { apiServerID: serverIdentity(hostname()), ...theirs, decodableVersions: decodable }, name);
    assert.equal(status.commonEncodingVersion, encodingVersion);
    const [condition] = status.conditions;
    assert.deepEqual(condition, { ...recorded.condition, lastTransitionTime: condition?.["lastTransitionTime"] ?? "" });
    assert.deepEqual(Object.keys(metadata).sort(), ["creationTimestamp", "name", "resourceVersion", "uid"]);
  }
});

test("a start that changes nothing writes nothing; another server's entry stays, and disagreement is said", async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), "storage-versions-"));
  t.after(() => removeFolder(dataDir));
  const name = "apps.deployments";
  const start = (more: readonly string[] = []): Promise<TestServer> =>
    startTestServer({ groups, dataDir, flags: [...flags, ...more] });
  const first = await start();
  const written = (await listed(first)).get(name);
  await first.close();

  const second = await start();
  assert.deepEqual((await listed(second)).get(name), written);
  const other: Entry = {
    apiServerID: "apiserver-other",
    encodingVersion: "apps/v1beta2",
    decodableVersions: ["apps/v1", "apps/v1beta2"],
    servedVersions: ["apps/v1"],
  };
  assert.ok(written !== undefined);
  const { commonEncodingVersion: _, ...status } = written.status;
  const said = { ...written, status: { ...status, storageVersions: [...status.storageVersions, other] } };
  assert.equal((await second.request("PUT", `${api}/${name}/status`, said)).status, 200);
  await second.close();

  const third = await start();
  const now = (await listed(third)).get(name)?.status;
  await third.close();
  assert.deepEqual(now?.storageVersions, [...status.storageVersions, other]);
  assert.equal(now?.commonEncodingVersion, undefined);
  const { lastTransitionTime: __, ...condition } = now?.conditions[0] ?? {};
  assert.deepEqual(condition, {
    type: "AllEncodingVersionsEqual",
    status: "False",
    reason: "CommonEncodingVersionUnset",
    message: "Common encoding version unset",
  });
});

test("the entry follows the chosen storage version", async (t) => {
  const server = await startTestServer({ groups, flags: [...flags, "--storage-version=autoscaling/v1"] });
  t.after(() => server.close());
  const [entry] = (await listed(server)).get("autoscaling.horizontalpodautoscalers")?.status.storageVersions ?? [];
  assert.equal(entry?.encodingVersion, "autoscaling/v1");
});

test("without the gate nothing is written; the gate needs the server's identity", async (t) => {
  const server = await startTestServer({ groups, flags: [apiFlag] });
  t.after(() => server.close());
  assert.equal((await listed(server)).size, 0);
  const both = "--feature-gates=StorageVersionAPI=true,APIServerIdentity=false";
  await assert.rejects(startTestServer({ groups, flags: [both] }), /depends on features that are disabled/);
});

test("without APIServerIdentity there is no lease", async (t) => {
  const leases = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";
  for (const [gate, expected] of [
    ["true", [serverIdentity(hostname())]],
    ["false", []],
  ] as const) {
    const server = await startTestServer({
      groups,
      flags: [`--feature-gates=APIServerIdentity=${gate},UnknownVersionInteroperabilityProxy=false`],
    });
    t.after(() => server.close());
    const { body } = await server.request("GET", leases);
    const names = (body["items"] as readonly { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
    assert.deepEqual(names, expected);
  }
});

test("a status is refused with kube-apiserver's causes", async (t) => {
  interface Recorded {
    readonly name: string;
    readonly status: object;
    readonly code: number;
    readonly causes: readonly object[];
  }
  const server = await startTestServer({ groups, flags: [apiFlag] });
  t.after(() => server.close());
  const cases = await readAnswers<readonly Recorded[]>("storage-version-status.json");
  for (const [index, { name, status, code, causes }] of cases.entries()) {
    const created = await server.request("POST", api, { metadata: { name: `h.case${index}` } });
    const answer = await server.request("PUT", `${api}/h.case${index}/status`, { ...created.body, status });
    const details = answer.body["details"] as { readonly causes?: readonly object[] } | undefined;
    assert.deepEqual({ code: answer.status, causes: details?.causes ?? [] }, { code, causes }, name);
  }
});
