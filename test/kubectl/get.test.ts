/** kubectl get in all its forms, and describe. */
import assert from "node:assert/strict";
import { type Kubectl, kubectlTests, tableOf } from "../support/kubectl.js";

const kubectlTest = await kubectlTests();

const pods = ["anna", "bert", "cleo"].map((name, index) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels: { app: index < 2 ? "web" : "db", rank: String(3 - index) } },
  spec: {
    nodeName: index === 0 ? "node-a" : "node-b",
    containers: [{ name: "main", image: `registry.example/app:${index}` }],
    ...(index === 2 ? { restartPolicy: "Never" } : {}),
  },
}));

kubectlTest("a list of objects is created from one document", async (kubectl) => {
  const input = JSON.stringify({ apiVersion: "v1", kind: "List", items: pods });
  assert.equal(await kubectl.ok("create -f -", { input }), "pod/anna created\npod/bert created\npod/cleo created\n");
});

kubectlTest("get prints the server's columns", async (kubectl) => {
  const { header, rows } = tableOf(await kubectl.ok("get pods"));
  assert.deepEqual(header, ["NAME", "READY", "STATUS", "RESTARTS", "AGE"]);
  assert.deepEqual(
    rows.map((row) => row.slice(0, 4)),
    pods.map((pod) => [pod.metadata.name, "0/1", "Pending", "0"]),
  );
  for (const row of rows) assert.match(row[4] ?? "", /^\d+m?s?$/);
});

kubectlTest("get -o wide prints more of them", async (kubectl) => {
  const { header, rows } = tableOf(await kubectl.ok("get pod anna -o wide"));
  assert.deepEqual(header.slice(4), ["AGE", "IP", "NODE", "NOMINATED NODE", "READINESS GATES"]);
  assert.deepEqual(rows[0]?.slice(5), ["<none>", "node-a", "<none>", "<none>"]);
});

kubectlTest("get -o json and -o yaml give the whole object", async (kubectl) => {
  const pod = await kubectl.json<(typeof pods)[0] & { status: { phase: string } }>("get pod cleo");
  assert.equal(pod.kind, "Pod");
  assert.equal(pod.spec.containers[0]?.image, "registry.example/app:2");
  assert.equal(pod.spec.restartPolicy, "Never");
  assert.equal(pod.status.phase, "Pending");
  const yaml = await kubectl.ok("get pod cleo -o yaml");
  assert.match(yaml, /^apiVersion: v1\nkind: Pod\nmetadata:\n/);
  assert.match(yaml, /^ {2}- image: registry\.example\/app:2$/m);
  const list = await kubectl.json<{ kind: string; items: object[] }>("get pods");
  assert.equal(list.kind, "List");
  assert.equal(list.items.length, 3);
});

const forms: Readonly<Record<string, string>> = {
  "get pods -o name": "pod/anna\npod/bert\npod/cleo\n",
  "get pods -o jsonpath={.items[*].metadata.name}": "anna bert cleo",
  "get pod bert -o jsonpath={.spec.containers[0].image}": "registry.example/app:1",
  "get pods -o custom-columns=WHO:.metadata.name,IMAGE:.spec.containers[*].image --no-headers":
    "anna   registry.example/app:0\nbert   registry.example/app:1\ncleo   registry.example/app:2\n",
  "get pods --sort-by=.metadata.labels.rank -o name": "pod/cleo\npod/bert\npod/anna\n",
  "get pods -l app=web -o name": "pod/anna\npod/bert\n",
  "get pods -l app!=web -o name": "pod/cleo\n",
  'get pods -l "rank in (1,3)" -o name': "pod/anna\npod/cleo\n",
  "get pods -l nothing -o name": "",
  "get pods -l !nothing -o name": "pod/anna\npod/bert\npod/cleo\n",
  "get pods --field-selector=spec.nodeName=node-b -o name": "pod/bert\npod/cleo\n",
  "get pods --field-selector=metadata.name!=bert,status.phase=Pending -o name": "pod/anna\npod/cleo\n",
  "get pods --field-selector=spec.restartPolicy=Never -l app=db -o name": "pod/cleo\n",
  "get pods --chunk-size=1 -o name": "pod/anna\npod/bert\npod/cleo\n",
  "get pods cleo anna -o name": "pod/cleo\npod/anna\n",
  "get pod/anna pod/bert -o name": "pod/anna\npod/bert\n",
  "get po anna -o name": "pod/anna\n",
  "get pods nobody --ignore-not-found": "",
  'get pods -o go-template="{{range .items}}{{.metadata.name}};{{end}}"': "anna;bert;cleo;",
};

for (const [command, printed] of Object.entries(forms)) {
  kubectlTest(command, async (kubectl) => assert.equal(await kubectl.ok(command), printed));
}

kubectlTest("get --show-labels and -L print labels, -A every namespace", async (kubectl) => {
  const labels = tableOf(await kubectl.ok("get pods --show-labels"));
  assert.deepEqual(labels.header.at(-1), "LABELS");
  assert.equal(labels.rows[0]?.at(-1), "app=web,rank=3");
  const column = tableOf(await kubectl.ok("get pods -L app"));
  assert.deepEqual(
    column.rows.map((row) => row.at(-1)),
    ["web", "web", "db"],
  );
  const everywhere = tableOf(await kubectl.ok("get pods -A --field-selector=metadata.name=anna"));
  assert.equal(everywhere.header[0], "NAMESPACE");
  assert.deepEqual(everywhere.rows.find((row) => row[0] === kubectl.namespace)?.slice(0, 2), [
    kubectl.namespace,
    "anna",
  ]);
});

kubectlTest("chunks are put together, whatever their size", async (kubectl) => {
  const items = Array.from({ length: 12 }, (_, index) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `chunk-${String(index).padStart(2, "0")}`, labels: { set: "chunks" } },
  }));
  await kubectl.ok("create -f -", { input: JSON.stringify({ apiVersion: "v1", kind: "List", items }) });
  for (const size of [1, 5, 12, 500]) {
    const names = await kubectl.ok(`get configmaps -l set=chunks --chunk-size=${size} -o name`);
    assert.equal(names, items.map((item) => `configmap/${item.metadata.name}\n`).join(""));
    assert.equal(tableOf(await kubectl.ok(`get configmaps -l set=chunks --chunk-size=${size}`)).rows.length, 12);
  }
});

kubectlTest("several kinds at once, and the category all", async (kubectl) => {
  const text = await kubectl.ok("get pods,configmaps -o name");
  assert.match(text, /^pod\/anna\npod\/bert\npod\/cleo\nconfigmap\//);
  assert.match(await kubectl.ok("get all -o name"), /pod\/anna\n/);
});

const refusals: Readonly<Record<string, string>> = {
  "get pods nobody": 'Error from server (NotFound): pods "nobody" not found\n',
  "get nothings": 'error: the server doesn\'t have a resource type "nothings"\n',
  "get pods --field-selector=spec.colour=red": `Error from server (BadRequest): Unable to find "/v1, Resource=pods" that match label selector "", field selector "spec.colour=red": field label not supported: spec.colour\n`,
};

for (const [command, complaint] of Object.entries(refusals)) {
  kubectlTest(`${command} is refused`, async (kubectl) => assert.equal(await kubectl.fails(command), complaint));
}

kubectlTest("no objects are said to be none", async (kubectl) => {
  const { stdout, stderr } = await kubectl.run("get jobs");
  assert.equal(stdout, "");
  assert.equal(stderr, `No resources found in ${kubectl.namespace} namespace.\n`);
});

kubectlTest("describe shows an object and its events", async (kubectl) => {
  const uid = await kubectl.ok("get pod anna -o jsonpath={.metadata.uid}");
  const event = {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: "anna.1" },
    involvedObject: { apiVersion: "v1", kind: "Pod", name: "anna", namespace: kubectl.namespace, uid },
    reason: "Greeted",
    message: "hello from the test",
    type: "Normal",
    source: { component: "tester" },
    firstTimestamp: new Date().toISOString().replace(/\.\d+/, ""),
    lastTimestamp: new Date().toISOString().replace(/\.\d+/, ""),
    count: 1,
  };
  await kubectl.ok("create -f -", { input: JSON.stringify(event) });
  const text = await kubectl.ok("describe pod anna");
  for (const line of [/^Name: +anna$/m, /^Node: +node-a\/?$/m, /^Labels: +app=web$/m, /^Status: +Pending$/m]) {
    assert.match(text, line);
  }
  assert.match(text, /^ {4}Image: +registry\.example\/app:0$/m);
  assert.match(text, /Normal +Greeted +.* tester +hello from the test/);
  await describeByEvents(kubectl);
});

async function describeByEvents(kubectl: Kubectl): Promise<void> {
  const { header, rows } = tableOf(await kubectl.ok("events --for=pod/anna"));
  assert.deepEqual(header, ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]);
  assert.deepEqual(rows[0]?.slice(1), ["Normal", "Greeted", "Pod/anna", "hello from the test"]);
}
