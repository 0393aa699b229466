/**
 * In which version objects lie in the store, and that all of them are read whatever server wrote them: server after server over one folder,
 * each with another `--storage-version` or `--min-compatibility-version`.
 */
import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { groups } from "../../src/generated/index.js";
import { injectWhole } from "../../src/http/inject.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";
import { openLmdbStore } from "../../src/storage/lmdb/lmdb-store.js";
import { systemClock } from "../../src/util/clock.js";
import { silentLogger } from "../../src/util/logger.js";
import { removeFolder } from "../support/remove-folder.js";

async function dataFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "stored-versions-"));
  t.after(() => removeFolder(folder));
  return folder;
}

/** Runs `use` against a server over the folder. */
async function serving<T>(
  dataDir: string,
  flags: readonly string[],
  use: (server: TestServer) => Promise<T>,
): Promise<T> {
  const server = await startTestServer({ groups, dataDir, flags });
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

async function storedValue(dataDir: string, key: string): Promise<Record<string, unknown>> {
  const store = await openLmdbStore({ dataDir, sync: "batched", clock: systemClock, logger: silentLogger });
  try {
    const entry = await store.get(key);
    return JSON.parse(entry?.value.toString() ?? "{}") as Record<string, unknown>;
  } finally {
    await store.close();
  }
}

interface Told {
  readonly apiVersion: string;
  readonly metadata: { readonly resourceVersion: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: Readonly<Record<string, unknown>>;
}

const told = (body: Readonly<Record<string, unknown>>): Told => body as unknown as Told;
const revision = (body: Readonly<Record<string, unknown>>): string => told(body).metadata.resourceVersion;

const scalers = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
const scalerKey = "/registry/horizontalpodautoscalers/default/web";
// kube-apiserver, too, puts the CPU's share last on the way through v1
const metrics = [
  { type: "Pods", pods: { metric: { name: "packets" }, target: { type: "AverageValue", averageValue: "1k" } } },
  { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } } },
];
const scaler = {
  metadata: { name: "web" },
  spec: { maxReplicas: 4, scaleTargetRef: { kind: "Deployment", name: "web", apiVersion: "apps/v1" }, metrics },
};

async function hashOf(server: TestServer, groupVersion: string, resource: string): Promise<string | undefined> {
  const { body } = await server.request("GET", `/apis/${groupVersion}`);
  const list = body["resources"] as readonly { name: string; storageVersionHash?: string }[];
  return list.find(({ name }) => name === resource)?.storageVersionHash;
}

test("objects are stored in the chosen version, served in every version, and read by servers that chose another", async (t) => {
  const folder = await dataFolder(t);
  const created = await serving(folder, ["--storage-version=autoscaling/v1"], async (server) => {
    // kube-apiserver's hash of autoscaling/v1/HorizontalPodAutoscaler; that of v2 is qwQve8ut294=
    assert.equal(await hashOf(server, "autoscaling/v2", "horizontalpodautoscalers"), "oQlkt7f5j/A=");
    const turned = { ...scaler, spec: { ...scaler.spec, metrics: [...metrics].reverse() } };
    const answer = await server.request("POST", scalers, turned);
    assert.equal(answer.status, 201);
    assert.deepEqual((await server.request("GET", `${scalers}/web`)).body, answer.body, "as it was answered");
    const v1 = await server.request("GET", `${scalers.replace("v2", "v1")}/web`);
    assert.equal(told(v1.body).spec["targetCPUUtilizationPercentage"], 60);
    return answer.body;
  });
  const stored = told(await storedValue(folder, scalerKey));
  assert.equal(stored.apiVersion, "autoscaling/v1");
  assert.ok(stored.metadata.annotations?.["autoscaling.alpha.kubernetes.io/metrics"] !== undefined);

  await serving(folder, [], async (server) => {
    assert.equal(await hashOf(server, "autoscaling/v2", "horizontalpodautoscalers"), "qwQve8ut294=");
    assert.deepEqual((await server.request("GET", `${scalers}/web`)).body, created);
    const list = await server.request("GET", scalers);
    const { kind: _, apiVersion: __, ...item } = created;
    assert.deepEqual(list.body["items"], [item]);
    const change = await server.request("PATCH", `${scalers}/web`, { spec: { maxReplicas: 5 } });
    assert.deepEqual(told(change.body).spec["metrics"], metrics);
  });
  assert.equal(told(await storedValue(folder, scalerKey)).apiVersion, "autoscaling/v2");
});

test("watches tell objects stored in another version in the version they ask for, history included", async (t) => {
  const folder = await dataFolder(t);
  const from = await serving(folder, ["--storage-version=autoscaling/v1"], async (server) => {
    await server.request("POST", scalers, scaler);
    const first = await server.request("GET", `${scalers}/web`);
    await server.request("PATCH", `${scalers}/web`, { spec: { minReplicas: 2 } });
    return revision(first.body);
  });
  await serving(folder, [], async (server) => {
    const url = `${scalers}?watch=true&resourceVersion=${from}&timeoutSeconds=1`;
    const answer = await injectWhole(server.handler, { method: "GET", url });
    const [event] = answer.body.trim().split("\n");
    const { type, object } = JSON.parse(event ?? "{}") as { type: string; object: Told };
    assert.equal(type, "MODIFIED");
    assert.equal(object.apiVersion, "autoscaling/v2");
    assert.deepEqual([object.spec["minReplicas"], object.spec["metrics"]], [2, metrics]);
  });
});

test("writes that change nothing bring a value to the version that is stored now, once, as on kube-apiserver", async (t) => {
  const folder = await dataFolder(t);
  const classes = "/apis/resource.k8s.io/v1/deviceclasses";
  await serving(folder, ["--min-compatibility-version=1.33"], async (server) => {
    for (const name of ["put", "patch", "apply", "dry"]) await server.request("POST", classes, { metadata: { name } });
  });
  const versionOf = async (name: string): Promise<unknown> =>
    told(await storedValue(folder, `/registry/deviceclasses/${name}`)).apiVersion;
  assert.equal(await versionOf("put"), "resource.k8s.io/v1beta2");
  const applied = { apiVersion: "resource.k8s.io/v1", kind: "DeviceClass", metadata: { name: "apply" } };
  const apply = ["PATCH", `${classes}/apply?fieldManager=m`, applied, "application/apply-patch+yaml"] as const;
  await serving(folder, [], async (server) => {
    const before = async (name: string): Promise<string> =>
      revision((await server.request("GET", `${classes}/${name}`)).body);
    const write = {
      put: async () => {
        const { body } = await server.request("GET", `${classes}/put`);
        return revision((await server.request("PUT", `${classes}/put`, body)).body);
      },
      patch: async () => revision((await server.request("PATCH", `${classes}/patch`, {})).body),
      apply: async () => revision((await server.request(...apply)).body),
    };
    for (const name of ["put", "patch", "apply"] as const) {
      const was = await before(name);
      const first = await write[name]();
      assert.notEqual(first, was, `${name} rewrites`);
      assert.equal(await write[name](), first, `${name} again changes nothing`);
    }
    const was = await before("dry");
    const dry = await server.request("PATCH", `${classes}/dry?dryRun=All`, {});
    assert.equal(revision(dry.body), was);
  });
  const now: Record<string, unknown> = {};
  for (const name of ["put", "patch", "apply", "dry"]) now[name] = await versionOf(name);
  const current = "resource.k8s.io/v1";
  assert.deepEqual(now, {
    put: current,
    patch: current,
    apply: current,
    dry: "resource.k8s.io/v1beta2",
  });
});

for (const [choice, problem] of [
  ["foo/v1", /there is no API version foo\/v1/],
  ["autoscaling/v9", /there is no API version autoscaling\/v9; there are autoscaling\/v2, autoscaling\/v1$/],
  ["autoscaling/v1/pods", /autoscaling\/v1 has no resource pods/],
  ["resource.k8s.io/v1beta1", /not served: serve it with --runtime-config=resource\.k8s\.io\/v1beta1=true/],
  ["admissionregistration.k8s.io/v1/mutatingadmissionpolicies", /Kubernetes 1\.35 .* cannot read it/],
  ["authentication.k8s.io/v1", /nothing of it is stored/],
  ["events.k8s.io/v1", /it is stored as v1 Event/],
  ["autoscaling/v1,autoscaling/v2", /cannot be stored as both v1 and v2/],
] as const) {
  test(`--storage-version=${choice} is refused`, async () => {
    await assert.rejects(startTestServer({ groups, flags: [`--storage-version=${choice}`] }), problem);
  });
}

test("a choice for one resource leaves the others of its version alone", async (t) => {
  const flags = [
    "--storage-version=resource.k8s.io/v1beta1/deviceclasses",
    "--runtime-config=resource.k8s.io/v1beta1=true",
  ];
  const server = await startTestServer({ groups, flags });
  t.after(() => server.close());
  const chosen = await hashOf(server, "resource.k8s.io/v1", "deviceclasses");
  const other = await startTestServer({ groups });
  t.after(() => other.close());
  assert.notEqual(chosen, await hashOf(other, "resource.k8s.io/v1", "deviceclasses"));
  assert.equal(
    await hashOf(server, "resource.k8s.io/v1", "resourceslices"),
    await hashOf(other, "resource.k8s.io/v1", "resourceslices"),
  );
});
