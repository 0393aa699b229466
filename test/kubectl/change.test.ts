/** The commands of kubectl that change an object that is there. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { type Kubectl, kubectlTests, tableOf } from "../support/kubectl.js";

const kubectlTest = await kubectlTests();

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: main, image: "nginx:1", ports: [{containerPort: 80}], env: [{name: A, value: "1"}]}
      - {name: side, image: "busybox:1"}
`;

const field = (kubectl: Kubectl, object: string, path: string): Promise<string> =>
  kubectl.ok(`get ${object} -o jsonpath={${path}}`);

kubectlTest("the objects to change are made", async (kubectl) => {
  assert.equal(await kubectl.ok("create -f -", { input: deployment }), "deployment.apps/web created\n");
  await kubectl.ok("create configmap settings --from-literal=colour=red --from-literal=size=9");
});

kubectlTest("edit opens the object in the editor and stores what was saved", async (kubectl) => {
  const editor = await kubectl.file("editor.sh", '#!/bin/sh\nsed -i "s/colour: red/colour: blue/" "$1"\n', 0o755);
  const env = { KUBE_EDITOR: editor };
  assert.equal(await kubectl.ok("edit configmap settings", { env }), "configmap/settings edited\n");
  assert.equal(await field(kubectl, "configmap/settings", ".data.colour"), "blue");
  const { code, stderr, stdout } = await kubectl.run("edit configmap settings", { env });
  assert.equal(code, 0);
  assert.match(stderr + stdout, /Edit cancelled, no changes made/);
});

kubectlTest("edit shows why the server refused, and the editor opens again", async (kubectl) => {
  const script =
    '#!/bin/sh\ncp "$1" "$0.seen"\ngrep -q "^# configmaps" "$1" || sed -i "s/^  name: settings/  name: settings\\n  finalizers: [no-slash]/" "$1"\n';
  const editor = await kubectl.file("bad-editor.sh", script, 0o755);
  const { code, stderr } = await kubectl.run("edit configmap settings", { env: { KUBE_EDITOR: editor } });
  assert.notEqual(code, 0);
  assert.match(stderr, /configmaps "settings" is invalid\n/);
  const shown = await readFile(`${editor}.seen`, "utf8");
  assert.match(shown, /^# configmaps "settings" was not valid:$/m);
  assert.match(
    shown,
    /metadata\.finalizers\[0\]: Invalid value: "no-slash": name is neither a standard finalizer name/,
  );
  assert.equal(await field(kubectl, "configmap/settings", ".data.size"), "9");
});

kubectlTest("patch: strategic merge finds list items by their key", async (kubectl) => {
  const patch = { spec: { template: { spec: { containers: [{ name: "side", image: "busybox:2" }] } } } };
  assert.equal(await patched(kubectl, "deployment web", "strategic", patch), "deployment.apps/web patched\n");
  assert.equal(await field(kubectl, "deployment/web", ".spec.template.spec.containers[*].image"), "nginx:1 busybox:2");
});

kubectlTest("patch: merge replaces lists and takes away nulls", async (kubectl) => {
  const patch = { data: { size: null, weight: "3" }, metadata: { labels: { touched: "yes" } } };
  assert.equal(await patched(kubectl, "configmap settings", "merge", patch), "configmap/settings patched\n");
  assert.equal(await field(kubectl, "configmap/settings", ".data"), '{"colour":"blue","weight":"3"}');
  assert.equal(
    await patched(kubectl, "configmap settings", "merge", patch),
    "configmap/settings patched (no change)\n",
  );
});

kubectlTest("patch: JSON operations run in order, all or none", async (kubectl) => {
  const operations = [
    { op: "test", path: "/spec/replicas", value: 2 },
    { op: "replace", path: "/spec/replicas", value: 5 },
    { op: "add", path: "/metadata/annotations", value: { note: "by json" } },
  ];
  assert.equal(await patched(kubectl, "deployment web", "json", operations), "deployment.apps/web patched\n");
  assert.equal(await field(kubectl, "deployment/web", ".spec.replicas"), "5");
  const words = ["patch", "deployment", "web", "--type=json", "-p", JSON.stringify(operations)];
  const again = await kubectl.runWords(words);
  assert.notEqual(again.code, 0);
  assert.match(
    again.stderr,
    /the server rejected our request due to an error in our request|testing path \/spec\/replicas value failed/,
  );
  assert.equal(await field(kubectl, "deployment/web", ".spec.replicas"), "5");
});

async function patched(kubectl: Kubectl, object: string, type: string, patch: unknown): Promise<string> {
  const { code, stdout, stderr } = await kubectl.runWords([
    "patch",
    ...object.split(" "),
    `--type=${type}`,
    "-p",
    JSON.stringify(patch),
  ]);
  assert.equal(code, 0, stderr);
  return stdout;
}

kubectlTest("patch --subresource changes only that part", async (kubectl) => {
  const status = { status: { replicas: 5, readyReplicas: 4, observedGeneration: 2 }, spec: { replicas: 99 } };
  const words = ["patch", "deployment", "web", "--subresource=status", "--type=merge", "-p", JSON.stringify(status)];
  const { code, stderr } = await kubectl.runWords(words);
  assert.equal(code, 0, stderr);
  assert.equal(await field(kubectl, "deployment/web", ".spec.replicas"), "5");
  const { rows } = tableOf(await kubectl.ok("get deployment web"));
  assert.deepEqual(rows[0]?.slice(0, 2), ["web", "4/5"]);
  const scale = await kubectl.json<{ kind: string; spec: object; status: object }>(
    "get deployment web --subresource=scale",
  );
  assert.equal(scale.kind, "Scale");
  assert.deepEqual(scale.status, { replicas: 5, selector: "app=web" });
});

kubectlTest("replace stores the whole new object, and refuses an old one", async (kubectl) => {
  const object = await kubectl.json<{ data: Record<string, string> }>("get configmap settings");
  const input = JSON.stringify({ ...object, data: { only: "this" } });
  assert.equal(await kubectl.ok("replace -f -", { input }), "configmap/settings replaced\n");
  assert.equal(await field(kubectl, "configmap/settings", ".data"), '{"only":"this"}');
  assert.equal(
    await kubectl.fails("replace -f -", { input }),
    'Error from server (Conflict): error when replacing "STDIN": Operation cannot be fulfilled on configmaps "settings": ' +
      "the object has been modified; please apply your changes to the latest version and try again\n",
  );
});

kubectlTest("replace --force deletes and makes a new object", async (kubectl) => {
  const before = await field(kubectl, "configmap/settings", ".metadata.uid");
  const input = JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings" },
    data: { a: "b" },
  });
  assert.match(await kubectl.ok("replace --force -f -", { input }), /configmap\/settings replaced\n$/);
  assert.notEqual(await field(kubectl, "configmap/settings", ".metadata.uid"), before);
});

kubectlTest("label and annotate add, refuse to overwrite, overwrite when told, and take away", async (kubectl) => {
  for (const [command, path] of [
    ["label", ".metadata.labels"],
    ["annotate", ".metadata.annotations"],
  ] as const) {
    const done = `configmap/settings ${command === "label" ? "labeled" : "annotated"}\n`;
    assert.equal(await kubectl.ok(`${command} configmap settings tier=one`), done);
    assert.equal(
      await kubectl.fails(`${command} configmap settings tier=two`),
      command === "label"
        ? "error: 'tier' already has a value (one), and --overwrite is false\n"
        : "error: --overwrite is false but found the following declared annotation(s): 'tier' already has a value (one)\n",
    );
    assert.equal(await kubectl.ok(`${command} configmap settings tier=two --overwrite`), done);
    assert.equal(await field(kubectl, "configmap/settings", path), '{"tier":"two"}');
    await kubectl.ok(`${command} configmap settings tier-`);
    assert.equal(await field(kubectl, "configmap/settings", path), "");
  }
  assert.match(
    await kubectl.fails("label configmap settings bad=a/b"),
    /a valid label must be an empty string or consist of/,
  );
  assert.match(await kubectl.ok("label configmap -l !x every=one"), /^configmap\/settings labeled$/m);
});

kubectlTest("scale goes through the scale subresource, with its conditions", async (kubectl) => {
  assert.equal(await kubectl.ok("scale deployment web --replicas=3"), "deployment.apps/web scaled\n");
  assert.equal(await field(kubectl, "deployment/web", ".spec.replicas"), "3");
  assert.equal(
    await kubectl.fails("scale deployment web --replicas=1 --current-replicas=9"),
    "error: Expected replicas to be 9, was 3\n",
  );
  assert.equal(
    await kubectl.ok("scale deployment web --replicas=1 --current-replicas=3"),
    "deployment.apps/web scaled\n",
  );
  assert.match(
    await kubectl.fails("scale configmap settings --replicas=1"),
    /could not find the requested resource|not found/,
  );
});

kubectlTest("set changes images, environment, resources and service accounts of a pod template", async (kubectl) => {
  const container = ".spec.template.spec.containers";
  assert.equal(await kubectl.ok("set image deployment/web main=nginx:3"), "deployment.apps/web image updated\n");
  assert.equal(await field(kubectl, "deployment/web", `${container}[?(@.name=='main')].image`), "nginx:3");
  assert.equal(await kubectl.ok("set env deployment/web -c main A=2 B=3"), "deployment.apps/web env updated\n");
  assert.equal(
    await kubectl.ok("set env deployment/web --list -c main"),
    "# Deployment web, container main\nA=2\nB=3\n",
  );
  const limits = "set resources deployment web -c=side --limits=cpu=200m,memory=64Mi";
  assert.equal(await kubectl.ok(limits), "deployment.apps/web resource requirements updated\n");
  assert.equal(await field(kubectl, "deployment/web", `${container}[?(@.name=='side')].resources.limits.cpu`), "200m");
  assert.match(await kubectl.ok("set serviceaccount deployment web robot"), /serviceaccount updated/);
  assert.equal(await field(kubectl, "deployment/web", ".spec.template.spec.serviceAccountName"), "robot");
});

kubectlTest("rollout pause, resume, restart and status work on the deployment alone", async (kubectl) => {
  assert.equal(await kubectl.ok("rollout pause deployment web"), "deployment.apps/web paused\n");
  assert.equal(await field(kubectl, "deployment/web", ".spec.paused"), "true");
  assert.equal(await kubectl.ok("rollout resume deployment web"), "deployment.apps/web resumed\n");
  assert.equal(await kubectl.ok("rollout restart deployment web"), "deployment.apps/web restarted\n");
  const annotation = ".spec.template.metadata.annotations.kubectl\\.kubernetes\\.io/restartedAt";
  assert.match(await field(kubectl, "deployment/web", annotation), /^\d{4}-\d\d-\d\dT/);
  assert.equal(
    await kubectl.ok("rollout status deployment web --watch=false"),
    "Waiting for deployment spec update to be observed...\n",
  );
  const generation = Number(await field(kubectl, "deployment/web", ".metadata.generation"));
  const status = {
    observedGeneration: generation,
    replicas: 1,
    updatedReplicas: 1,
    availableReplicas: 1,
    readyReplicas: 1,
  };
  const words = ["patch", "deployment", "web", "--subresource=status", "--type=merge", "-p"];
  await kubectl.runWords([...words, JSON.stringify({ status })]);
  assert.equal(await kubectl.ok("rollout status deployment web"), 'deployment "web" successfully rolled out\n');
  assert.match(await kubectl.fails("rollout undo deployment web"), /no rollout history found for deployment "web"/);
});

kubectlTest("rollout history reads the replica sets of a deployment", async (kubectl) => {
  const { metadata } = await kubectl.json<{ metadata: { uid: string } }>("get deployment web");
  const owner = { apiVersion: "apps/v1", kind: "Deployment", name: "web", uid: metadata.uid, controller: true };
  const items = [1, 2].map((revision) => ({
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `web-${revision}`,
      labels: { app: "web" },
      ownerReferences: [owner],
      annotations: {
        "deployment.kubernetes.io/revision": String(revision),
        "kubernetes.io/change-cause": `step ${revision}`,
      },
    },
    spec: {
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: { containers: [{ name: "main", image: `nginx:${revision}` }] },
      },
    },
  }));
  await kubectl.ok("create -f -", { input: JSON.stringify({ apiVersion: "v1", kind: "List", items }) });
  const text = await kubectl.ok("rollout history deployment web");
  assert.match(text, /^deployment.apps\/web \nREVISION +CHANGE-CAUSE\n1 +step 1\n2 +step 2\n/);
  assert.equal(await kubectl.ok("rollout undo deployment web --to-revision=1"), "deployment.apps/web rolled back\n");
  assert.equal(await field(kubectl, "deployment/web", ".spec.template.spec.containers[*].image"), "nginx:1");
});

kubectlTest("expose and autoscale make objects from a deployment", async (kubectl) => {
  assert.equal(await kubectl.ok("expose deployment web --port=80 --target-port=8080"), "service/web exposed\n");
  assert.equal(await field(kubectl, "service/web", ".spec.selector"), '{"app":"web"}');
  assert.equal(
    await kubectl.ok("autoscale deployment web --min=1 --max=4"),
    "horizontalpodautoscaler.autoscaling/web autoscaled\n",
  );
  assert.equal(await field(kubectl, "hpa/web", ".spec.maxReplicas"), "4");
});

kubectlTest("nodes are cordoned, tainted and labelled", async (kubectl) => {
  const node = `node-${kubectl.namespace}`;
  await kubectl.ok("create -f -", {
    input: JSON.stringify({ apiVersion: "v1", kind: "Node", metadata: { name: node } }),
  });
  assert.equal(await kubectl.ok(`cordon ${node}`), `node/${node} cordoned\n`);
  assert.deepEqual(tableOf(await kubectl.ok(`get node ${node}`)).rows[0]?.[1], "Unknown,SchedulingDisabled");
  assert.equal(await kubectl.ok(`uncordon ${node}`), `node/${node} uncordoned\n`);
  assert.equal(await kubectl.ok(`taint node ${node} dedicated=db:NoSchedule`), `node/${node} tainted\n`);
  assert.match(await field(kubectl, `node/${node}`, ".spec.taints"), /"key":"dedicated"/);
  assert.equal(await kubectl.ok(`label node ${node} disk=ssd`), `node/${node} labeled\n`);
  assert.equal(await kubectl.ok(`delete node ${node}`), `node "${node}" deleted\n`);
});
