/** Lists, watches and writes with @kubernetes/client-node: what programs on Node do with a cluster. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  ApiException,
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
  setHeaderOptions,
  Watch,
} from "@kubernetes/client-node";
import { ServerProcess } from "../support/server-process.js";

const namespace = "default";

let server: ServerProcess;
let config: KubeConfig;
let core: CoreV1Api;
let apps: AppsV1Api;

before(async () => {
  server = await ServerProcess.start();
  config = new KubeConfig();
  config.loadFromFile(server.kubeconfig);
  core = config.makeApiClient(CoreV1Api);
  apps = config.makeApiClient(AppsV1Api);
});
after(() => server.stop());

interface Event {
  readonly type: string;
  readonly object: {
    readonly metadata: { readonly name: string; readonly resourceVersion: string };
    readonly code?: number;
    readonly reason?: string;
  };
}

/** Watches until `count` events came, or the watch ended by itself. */
function watched(query: Record<string, string | boolean>, count: number): Promise<readonly Event[]> {
  return new Promise((resolve, reject) => {
    const events: Event[] = [];
    const path = `/api/v1/namespaces/${namespace}/configmaps`;
    let end: AbortController | undefined;
    const started = new Watch(config).watch(
      path,
      query,
      (type, object) => {
        events.push({ type, object });
        if (events.length === count) void started.then((controller) => controller.abort()).then(() => resolve(events));
      },
      (error) => (events.length >= count || error === null ? resolve(events) : reject(error)),
    );
    started.then((controller) => (end = controller)).catch(reject);
    void end;
  });
}

const configMap = (name: string, data: Record<string, string> = {}): object => ({ metadata: { name }, data });
const names = (events: readonly Event[]): readonly string[] =>
  events.map(({ type, object }) => `${type} ${object.metadata.name}`);

async function code(promise: Promise<unknown>): Promise<number> {
  try {
    await promise;
    return 200;
  } catch (error) {
    assert(error instanceof ApiException, String(error));
    return error.code;
  }
}

test("objects are created, read, replaced, patched three ways and deleted", async () => {
  const made = await core.createNamespacedConfigMap({ namespace, body: configMap("life", { a: "1" }) });
  assert.equal(made.data?.a, "1");
  assert(made.metadata?.uid !== undefined && made.metadata.creationTimestamp instanceof Date);
  const replaced = await core.replaceNamespacedConfigMap({
    namespace,
    name: "life",
    body: { ...made, data: { a: "2" } },
  });
  assert.equal(replaced.data?.a, "2");
  assert.equal(await code(core.replaceNamespacedConfigMap({ namespace, name: "life", body: made })), 409);
  for (const [strategy, body] of [
    [PatchStrategy.MergePatch, { data: { b: "3" } }],
    [PatchStrategy.StrategicMergePatch, { data: { c: "4" } }],
    [PatchStrategy.JsonPatch, [{ op: "remove", path: "/data/a" }]],
  ] as const) {
    await core.patchNamespacedConfigMap({ namespace, name: "life", body }, setHeaderOptions("Content-Type", strategy));
  }
  assert.deepEqual((await core.readNamespacedConfigMap({ namespace, name: "life" })).data, { b: "3", c: "4" });
  await core.deleteNamespacedConfigMap({ namespace, name: "life" });
  assert.equal(await code(core.readNamespacedConfigMap({ namespace, name: "life" })), 404);
});

test("a deployment is scaled and its status set through their subresources", async () => {
  const template = { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "i" }] } };
  const body = { metadata: { name: "web" }, spec: { selector: { matchLabels: { a: "b" } }, template } };
  const made = await apps.createNamespacedDeployment({ namespace, body });
  assert.equal(made.spec?.replicas, 1);
  const scale = await apps.readNamespacedDeploymentScale({ namespace, name: "web" });
  const scaled = await apps.replaceNamespacedDeploymentScale({
    namespace,
    name: "web",
    body: { ...scale, spec: { replicas: 4 } },
  });
  assert.equal(scaled.spec?.replicas, 4);
  const read = await apps.readNamespacedDeployment({ namespace, name: "web" });
  assert.equal(read.spec?.replicas, 4);
  const status = await apps.replaceNamespacedDeploymentStatus({
    namespace,
    name: "web",
    body: { ...read, status: { replicas: 4 } },
  });
  assert.deepEqual([status.status?.replicas, status.metadata?.generation], [4, 2]);
});

test("a list is read in pages that make up one state", async () => {
  for (let index = 0; index < 25; index++) {
    const body = { metadata: { name: `page-${String(index).padStart(2, "0")}`, labels: { set: "pages" } } };
    await core.createNamespacedConfigMap({ namespace, body });
  }
  const seen: (string | undefined)[] = [];
  let _continue: string | undefined;
  const versions = new Set<string | undefined>();
  do {
    const page = await core.listNamespacedConfigMap({
      namespace,
      labelSelector: "set=pages",
      limit: 10,
      ...(_continue === undefined ? {} : { _continue }),
    });
    seen.push(...page.items.map(({ metadata }) => metadata?.name));
    versions.add(page.metadata?.resourceVersion);
    _continue = page.metadata?._continue;
    if (_continue === "") _continue = undefined;
    await core.createNamespacedConfigMap({
      namespace,
      body: { metadata: { generateName: "page-", labels: { set: "pages" } } },
    });
  } while (_continue !== undefined);
  assert.deepEqual(
    seen,
    Array.from({ length: 25 }, (_, index) => `page-${String(index).padStart(2, "0")}`),
  );
  assert.equal(versions.size, 1);
});

test("KubernetesObjectApi finds kinds by discovery", async () => {
  const objects = KubernetesObjectApi.makeApiClient(config);
  const made = await objects.create({ apiVersion: "v1", kind: "Secret", metadata: { name: "found", namespace } });
  assert.equal(made.kind, "Secret");
  const list = await objects.list("apps/v1", "Deployment", namespace);
  assert.deepEqual(
    list.items.map(({ metadata }) => metadata?.name),
    ["web"],
  );
  await objects.delete({ apiVersion: "v1", kind: "Secret", metadata: { name: "found", namespace } });
});

test("a watch goes on from its resourceVersion after a restart of the server, with nothing lost or twice", async () => {
  const { metadata } = await core.listNamespacedConfigMap({ namespace });
  const resourceVersion = metadata?.resourceVersion ?? "";
  await core.createNamespacedConfigMap({ namespace, body: configMap("r1") });
  await core.createNamespacedConfigMap({ namespace, body: configMap("r2") });
  assert.deepEqual(names(await watched({ resourceVersion }, 2)), ["ADDED r1", "ADDED r2"]);
  await server.restart();
  await core.deleteNamespacedConfigMap({ namespace, name: "r1" });
  const events = await watched({ resourceVersion }, 3);
  assert.deepEqual(names(events), ["ADDED r1", "ADDED r2", "DELETED r1"]);
  await server.kill9();
  await server.restart();
  assert.deepEqual(await watched({ resourceVersion }, 3), events);
  const second = events[1]?.object.metadata.resourceVersion ?? "";
  assert.deepEqual(names(await watched({ resourceVersion: second }, 1)), ["DELETED r1"]);
});

test("a watch from the beginning sends what is there first, then a bookmark, then changes", async () => {
  const query = {
    sendInitialEvents: true,
    resourceVersionMatch: "NotOlderThan",
    allowWatchBookmarks: true,
    labelSelector: "set=pages",
  };
  const { items } = await core.listNamespacedConfigMap({ namespace, labelSelector: "set=pages" });
  const events = await watched(query, items.length + 1);
  assert.deepEqual(
    new Set(names(events).slice(0, -1)),
    new Set(items.map(({ metadata }) => `ADDED ${metadata?.name}`)),
  );
  assert.equal(events.at(-1)?.type, "BOOKMARK");
});

test("a watch from a compacted revision is told that it is gone", async () => {
  const { metadata } = await core.listNamespacedConfigMap({ namespace });
  await core.createNamespacedConfigMap({ namespace, body: configMap("newer") });
  await core.deleteNamespacedConfigMap({ namespace, name: "newer" });
  await server.terminate();
  await compact(server.dataDir);
  await server.restart();
  const [event] = await watched({ resourceVersion: metadata?.resourceVersion ?? "" }, 1);
  assert.equal(event?.type, "ERROR");
  assert.deepEqual([event.object.code, event.object.reason], [410, "Expired"]);
  assert.equal(
    await code(
      core.listNamespacedConfigMap({
        namespace,
        resourceVersion: metadata?.resourceVersion ?? "",
        resourceVersionMatch: "Exact",
      }),
    ),
    410,
  );
});

/** As `apiserver store compact` does it. */
async function compact(dataDir: string): Promise<void> {
  const { openLmdbStore } = await import("../../src/storage/lmdb/lmdb-store.js");
  const store = await openLmdbStore({ dataDir: `${dataDir}/store`, sync: "always" });
  try {
    await store.compact(store.revision);
  } finally {
    await store.close();
  }
}
