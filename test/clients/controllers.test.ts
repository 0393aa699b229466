/**
 * Kubernetes' own kube-controller-manager and kube-scheduler, with kwok in place of kubelets, do all of their work on this server:
 * informers in protobuf, leases, bindings, patches and garbage collection by owners, over restarts and a change of the leader.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ControlPlane, findControllers, type RunningController } from "../support/control-plane.js";
import { ServerProcess } from "../support/server-process.js";
import { makeAuthority, signingRequest } from "./support/authority.js";
import { Cluster, type Item } from "./support/cluster.js";

const found = await findControllers();
const skip = "missing" in found ? found.missing : false;
const nodes = ["one", "two", "three"];

let server: ServerProcess;
let cluster: Cluster;
let plane: ControlPlane;
let manager: RunningController;
let kwokOfThree: RunningController;

before(async () => {
  if ("missing" in found) return;
  server = await ServerProcess.start();
  plane = await ControlPlane.prepare(server, found.folder, await makeAuthority());
  cluster = new Cluster(server, () => plane.check());
  manager = plane.startManager();
  kwokOfThree = plane.startKwok("second");
  plane.startScheduler();
  plane.startKwok("first");
  for (const name of nodes) await cluster.create("/api/v1/nodes", node(name));
  await cluster.create("/api/v1/namespaces", { metadata: { name: "work" } });
});

after(async () => {
  await plane?.stop();
  await server?.stop();
});

test("nodes become ready, and a namespace gets its service account and the authority's certificate", {
  skip,
}, async () => {
  for (const name of nodes) {
    await cluster.until(`/api/v1/nodes/${name}`, (it) => condition(it, "Ready") === "True" && !("taints" in it.spec));
  }
  await cluster.until("/api/v1/namespaces/work/serviceaccounts/default");
  await cluster.until("/api/v1/namespaces/work/configmaps/kube-root-ca.crt");
});

test("a deployment is rolled out, scaled and changed; its service follows", { skip }, async () => {
  await cluster.create(deployments, deployment("web", 3));
  await cluster.create("/api/v1/namespaces/work/services", {
    metadata: { name: "web" },
    spec: { selector: { app: "web" }, clusterIP: "None", ports: [{ port: 80 }] },
  });
  await cluster.until(web, (it) => condition(it, "Available") === "True");
  await cluster.patch(`${web}/scale`, { spec: { replicas: 6 } });
  await cluster.until(web, (it) => it.status.readyReplicas === 6);
  await cluster.patch(`${web}/scale`, { spec: { replicas: 2 } });
  await cluster.until(web, (it) => it.status.replicas === 2);
  await cluster.patch(web, { spec: { template: { metadata: { annotations: { changed: "yes" } } } } });
  await cluster.until(web, isRolledOut);
  await cluster.untilList(replicaSets, (items) => items.length === 2 && items.some((it) => it.status.replicas === 0));
  await cluster.untilList("/apis/discovery.k8s.io/v1/namespaces/work/endpointslices", ([slice]) => {
    return (slice?.endpoints as unknown[] | undefined)?.length === 2;
  });
  const events = await cluster.list("/api/v1/namespaces/work/events");
  assert.ok(events.some((it) => it.reason === "ScalingReplicaSet"));
  assert.ok(events.some((it) => it.reason === "Scheduled"));
});

test("stateful sets go in order, daemon sets to every node, jobs end and vanish", { skip }, async () => {
  const apps = "/apis/apps/v1/namespaces/work";
  const jobs = "/apis/batch/v1/namespaces/work/jobs";
  await cluster.create(`${apps}/statefulsets`, {
    metadata: { name: "db" },
    spec: { serviceName: "db", replicas: 2, ...podsOf("db") },
  });
  await cluster.create(`${apps}/daemonsets`, { metadata: { name: "each" }, spec: podsOf("each") });
  const template = { spec: { restartPolicy: "Never", containers } };
  const spec = { completions: 3, parallelism: 2, completionMode: "Indexed", ttlSecondsAfterFinished: 1, template };
  await cluster.create(jobs, { metadata: { name: "sums", finalizers: ["example.com/look"] }, spec });
  await cluster.until(`${apps}/statefulsets/db`, (it) => it.status.readyReplicas === 2);
  await cluster.until("/api/v1/namespaces/work/pods/db-1");
  await cluster.until(`${apps}/daemonsets/each`, (it) => it.status.numberReady === nodes.length);
  await cluster.until(
    `${jobs}/sums`,
    (it) => condition(it, "Complete") === "True" && it.status.completedIndexes === "0-2",
  );
  await cluster.until(`${jobs}/sums`, (it) => it.metadata.deletionTimestamp !== undefined);
  await cluster.patch(`${jobs}/sums`, { metadata: { finalizers: null } });
  await cluster.untilGone(`${jobs}/sums`);
});

test("garbage goes after its owner, before it, or stays", { skip }, async () => {
  for (const policy of ["Background", "Foreground", "Orphan"]) {
    const name = policy.toLowerCase();
    const path = `${deployments}/${name}`;
    await cluster.create(deployments, deployment(name, 2));
    await cluster.until(path, (it) => it.status.readyReplicas === 2);
    await cluster.remove(path, { propagationPolicy: policy });
    await cluster.untilGone(path);
    if (policy === "Foreground") assert.deepEqual(await cluster.list(`${replicaSets}?labelSelector=app=${name}`), []);
    const left = policy === "Orphan" ? 1 : 0;
    await cluster.untilList(`${replicaSets}?labelSelector=app=${name}`, (items) => {
      return items.length === left && items.every((it) => it.metadata.ownerReferences === undefined);
    });
    await cluster.untilList(`${pods}?labelSelector=app=${name}`, (items) => items.length === 2 * left);
  }
});

test("volumes are bound, roles gathered, certificates signed and tokens filled in", { skip }, async () => {
  const size = { storage: "1Gi" };
  const volume = { accessModes: ["ReadWriteOnce"], storageClassName: "by-hand" };
  await cluster.create("/api/v1/persistentvolumes", {
    metadata: { name: "disk" },
    spec: { ...volume, capacity: size, hostPath: { path: "/d" } },
  });
  await cluster.create(claims, { metadata: { name: "mine" }, spec: { ...volume, resources: { requests: size } } });
  await cluster.until(`${claims}/mine`, (it) => it.status.phase === "Bound");

  const roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
  const labels = { part: "yes" };
  await cluster.create(roles, {
    metadata: { name: "all" },
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: labels }] },
  });
  await cluster.create(roles, {
    metadata: { name: "a", labels },
    rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
  });
  await cluster.until(`${roles}/all`, (it) => (it.rules as unknown[] | undefined)?.length === 1);

  const requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
  const request = {
    request: await signingRequest("CN=jane"),
    signerName: "kubernetes.io/kube-apiserver-client",
    usages: ["client auth"],
  };
  const asked = await cluster.create(requests, { metadata: { name: "jane" }, spec: request });
  const approved = { type: "Approved", status: "True", reason: "Known", message: "a friend" };
  await cluster.put(`${requests}/jane/approval`, { ...asked, status: { conditions: [approved] } });
  await cluster.until(`${requests}/jane`, (it) => typeof it.status.certificate === "string");

  const secrets = "/api/v1/namespaces/work/secrets";
  const annotations = { "kubernetes.io/service-account.name": "default" };
  await cluster.create(secrets, {
    metadata: { name: "token", annotations },
    type: "kubernetes.io/service-account-token",
  });
  await cluster.until(`${secrets}/token`, (it) => "token" in ((it.data as object | undefined) ?? {}));
});

test("a namespace vanishes with all it holds", { skip }, async () => {
  await cluster.create("/api/v1/namespaces", { metadata: { name: "brief" } });
  await cluster.create("/apis/apps/v1/namespaces/brief/deployments", deployment("web", 2));
  await cluster.until("/apis/apps/v1/namespaces/brief/deployments/web", (it) => it.status.readyReplicas === 2);
  await cluster.remove("/api/v1/namespaces/brief");
  await cluster.untilGone("/api/v1/namespaces/brief");
  assert.deepEqual(await cluster.list("/api/v1/namespaces/brief/pods"), []);
});

test("a node that falls silent is tainted and loses its pods", { skip }, async () => {
  const tolerations = [
    { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 1 },
  ];
  const spec = { nodeSelector: { "kubernetes.io/hostname": "three" }, tolerations, containers };
  await cluster.create(pods, { metadata: { name: "lonely" }, spec });
  await cluster.until(`${pods}/lonely`, (it) => it.status.phase === "Running");
  await kwokOfThree.kill9();
  await cluster.until("/api/v1/nodes/three", (it) => {
    const taints = (it.spec.taints ?? []) as { readonly effect: string }[];
    return condition(it, "Ready") === "Unknown" && taints.some(({ effect }) => effect === "NoExecute");
  });
  await cluster.until(`${pods}/lonely`, (it) => it.metadata.deletionTimestamp !== undefined);
  plane.startKwok("second");
  await cluster.until("/api/v1/nodes/three", (it) => condition(it, "Ready") === "True" && !("taints" in it.spec));
  await cluster.untilGone(`${pods}/lonely`);
});

test("controllers go on over a restart of the server, a kill -9 of it, and the end of their leader", {
  skip,
}, async () => {
  await cluster.patch(`${web}/scale`, { spec: { replicas: 20 } });
  await server.restart();
  await cluster.until(web, (it) => it.status.readyReplicas === 20);
  await cluster.patch(web, { spec: { template: { metadata: { annotations: { changed: "again" } } } } });
  await server.kill9();
  await server.restart();
  await cluster.until(web, isRolledOut);

  const lease = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager";
  const { holderIdentity } = (await cluster.get(lease)).spec;
  plane.startManager();
  await manager.kill9();
  await cluster.until(lease, (it) => it.spec.holderIdentity !== holderIdentity && it.spec.leaseTransitions === 1);
  await cluster.patch(`${web}/scale`, { spec: { replicas: 4 } });
  await cluster.until(web, (it) => it.status.replicas === 4);
  plane.check();
  const misread = /panic:|unable to decode|cannot unmarshal|no kind .* is registered/;
  for (const log of plane.logs) assert.doesNotMatch(log, misread);
});

const namespaced = "namespaces/work";
const deployments = `/apis/apps/v1/${namespaced}/deployments`;
const replicaSets = `/apis/apps/v1/${namespaced}/replicasets`;
const pods = `/api/v1/${namespaced}/pods`;
const claims = `/api/v1/${namespaced}/persistentvolumeclaims`;
const web = `${deployments}/web`;
const containers = [{ name: "main", image: "example.com/main:1" }];

function podsOf(app: string): object {
  return { selector: { matchLabels: { app } }, template: { metadata: { labels: { app } }, spec: { containers } } };
}

function deployment(name: string, replicas: number): object {
  return { metadata: { name }, spec: { replicas, ...podsOf(name) } };
}

function node(name: string): object {
  const labels = { "kubernetes.io/hostname": name, "played-by": name === "three" ? "second" : "first" };
  const room = { cpu: "32", memory: "256Gi", pods: "110" };
  return { metadata: { name, labels }, status: { allocatable: room, capacity: room } };
}

function condition(item: Item, type: string): string | undefined {
  const conditions = (item.status.conditions ?? []) as readonly { readonly type: string; readonly status: string }[];
  return conditions.find((one) => one.type === type)?.status;
}

function isRolledOut({ metadata, spec, status }: Item): boolean {
  const counts = [status.updatedReplicas, status.readyReplicas, status.replicas];
  return status.observedGeneration === metadata.generation && counts.every((count) => count === spec.replicas);
}
