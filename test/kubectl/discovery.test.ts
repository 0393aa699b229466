/** What kubectl learns of the server: kinds, versions, schemas, health, who asks. */
import assert from "node:assert/strict";
import { kubectlTests, tableOf } from "../support/kubectl.js";

const kubectlTest = await kubectlTests();

kubectlTest("api-resources lists kinds with short names, version and scope", async (kubectl) => {
  const table = await kubectl.ok("api-resources --no-headers");
  const rows = new Map<string, string>(
    table.split("\n").map((line) => {
      const cells = line.split(/ +/);
      return [String(`${cells[0]}.${cells.at(-3)}`), cells.slice(1).join(" ")] as const;
    }),
  );
  const expected = {
    "pods.v1": "po v1 true Pod",
    "nodes.v1": "no v1 false Node",
    "configmaps.v1": "cm v1 true ConfigMap",
    "deployments.apps/v1": "deploy apps/v1 true Deployment",
    "cronjobs.batch/v1": "cj batch/v1 true CronJob",
    "horizontalpodautoscalers.autoscaling/v2": "hpa autoscaling/v2 true HorizontalPodAutoscaler",
    "ingresses.networking.k8s.io/v1": "ing networking.k8s.io/v1 true Ingress",
    "storageclasses.storage.k8s.io/v1": "sc storage.k8s.io/v1 false StorageClass",
    "customresourcedefinitions.apiextensions.k8s.io/v1":
      "crd,crds apiextensions.k8s.io/v1 false CustomResourceDefinition",
    "leases.coordination.k8s.io/v1": "coordination.k8s.io/v1 true Lease",
  };
  for (const [resource, row] of Object.entries(expected)) assert.equal(rows.get(resource), row, resource);
});

kubectlTest("api-resources can be asked by group, scope and verb", async (kubectl) => {
  assert.equal(
    await kubectl.ok("api-resources --api-group=apps -o name"),
    "controllerrevisions.apps\ndaemonsets.apps\ndeployments.apps\nreplicasets.apps\nstatefulsets.apps\n",
  );
  const { rows } = tableOf(await kubectl.ok("api-resources --api-group=policy -o wide --no-headers=false"));
  assert(rows[0]?.includes("create,delete,deletecollection,get,list,patch,update,watch"), rows[0]?.join("|"));
  assert.match(await kubectl.ok("api-resources --namespaced=false -o name"), /^nodes$/m);
  assert.doesNotMatch(await kubectl.ok("api-resources --verbs=list -o name"), /^bindings$/m);
  assert.match(await kubectl.ok("api-resources --categories=all -o name"), /^deployments\.apps$/m);
});

kubectlTest("api-versions lists the group versions served by default", async (kubectl) => {
  const lines = (await kubectl.ok("api-versions")).trimEnd().split("\n");
  assert.equal(lines.length, 22);
  for (const version of ["v1", "apps/v1", "autoscaling/v1", "autoscaling/v2", "resource.k8s.io/v1"]) {
    assert(lines.includes(version), version);
  }
});

kubectlTest("explain shows kinds and fields of every depth", async (kubectl) => {
  const kind = await kubectl.ok("explain deployments");
  assert.match(kind, /^GROUP: +apps\nKIND: +Deployment\nVERSION: +v1\n/);
  assert.match(kind, /^ {2}spec\t<DeploymentSpec>$/m);
  const field = await kubectl.ok("explain deployment.spec.template.spec.containers.ports.containerPort");
  assert.match(field, /^FIELD: containerPort <integer> ?(-required-)?$/m);
  assert.match(await kubectl.ok("explain deploy.spec.strategy.type"), /^ENUM:\n {4}Recreate\n {4}RollingUpdate$/m);
  assert.match(await kubectl.ok("explain hpa --api-version=autoscaling/v1"), /^VERSION: +v1$/m);
  assert.match(
    await kubectl.ok("explain pod --recursive"),
    /^ {2}spec\t<PodSpec>\n {4}activeDeadlineSeconds\t<integer>$/m,
  );
  assert.match(await kubectl.ok("explain configmap.data"), /^FIELD: data <map\[string\]string>$/m);
});

kubectlTest("explain says what it cannot find", async (kubectl) => {
  assert.match(await kubectl.fails("explain pods.spec.nothing"), /^error: field "nothing" does not exist\n$/);
  assert.match(await kubectl.fails("explain nothings"), /the server doesn't have a resource type "nothings"/);
});

kubectlTest("version, cluster-info and config know the server", async (kubectl) => {
  const { serverVersion } = await kubectl.json<{ serverVersion: { major: string; minor: string; gitVersion: string } }>(
    "version",
  );
  assert.deepEqual([serverVersion.major, serverVersion.minor], ["1", "36"]);
  assert.match(serverVersion.gitVersion, /^v1\.36\.\d+/);
  const url = await kubectl.ok("config view --minify -o jsonpath={.clusters[0].cluster.server}");
  assert.match(url, /^https:\/\/127\.0\.0\.1:\d+$/);
  assert.match(await kubectl.ok("cluster-info"), /^\S*Kubernetes control plane\S* is running at \S+127\.0\.0\.1:\d+/);
  assert.doesNotMatch(await kubectl.ok("config view"), /token: (?!REDACTED)/);
});

const health: Readonly<Record<string, RegExp>> = {
  "/livez": /^ok$/,
  "/readyz": /^ok$/,
  "/healthz": /^ok$/,
  "/readyz?verbose": /^\[\+\]ping ok\n[\s\S]*readyz check passed\n$/,
  "/livez/ping": /^ok$/,
  "/version": /"gitVersion": "v1\.36\./,
  "/api": /"versions": ?\[\s*"v1"\s*\]/,
  "/apis/apps": /"kind": ?"APIGroup"/,
  "/metrics": /^apiserver_request_total\{/m,
};

for (const [path, answer] of Object.entries(health)) {
  kubectlTest(`get --raw ${path}`, async (kubectl) => assert.match(await kubectl.ok(`get --raw ${path}`), answer));
}

kubectlTest("raw paths that name nothing are said to be not found", async (kubectl) => {
  assert.match(
    await kubectl.fails("get --raw /api/v1/nothings"),
    /NotFound.*the server could not find the requested resource/,
  );
  assert.equal(
    await kubectl.fails("get --raw /api/v1/namespaces/nope"),
    'Error from server (NotFound): namespaces "nope" not found\n',
  );
});

kubectlTest("raw creates and deletes go to the path as they are", async (kubectl) => {
  const path = `/api/v1/namespaces/${kubectl.namespace}/configmaps`;
  const file = await kubectl.file("raw.json", '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"raw"}}');
  assert.match(await kubectl.ok(`create --raw ${path} -f ${file}`), /"kind": ?"ConfigMap"/);
  assert.match(await kubectl.ok(`delete --raw ${path}/raw`), /"status": ?"Success"/);
});

kubectlTest("logs and exec of a pod that is not there are not found", async (kubectl) => {
  assert.match(await kubectl.fails("logs nobody"), /pods "nobody" not found/);
  assert.match(await kubectl.fails("exec nobody -- ls"), /pods "nobody" not found/);
});

kubectlTest("the groups come in the order a cluster lists them", async (kubectl) => {
  const { groups } = JSON.parse(await kubectl.ok("get --raw /apis")) as { groups: { name: string }[] };
  const names = groups.map(({ name }) => name);
  assert.deepEqual(names.slice(0, 4), ["apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io"]);
});

kubectlTest("auth says who asks and what it may", async (kubectl) => {
  assert.match(await kubectl.ok("auth whoami"), /^Groups +\[system:masters system:authenticated\]$/m);
  assert.equal(await kubectl.ok("auth can-i create pods"), "yes\n");
  assert.match(await kubectl.ok("auth can-i --list"), /^\*\.\* +\[\] +\[\] +\[\*\]$/m);
});

kubectlTest("a token is made, and lets its service account in", async (kubectl) => {
  await kubectl.run("create serviceaccount robot");
  const token = (await kubectl.ok("create token robot --duration=10m")).trim();
  assert.match(token, /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
  const review = { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: { token } };
  const answer = await kubectl.run("create -f - -o yaml", { input: JSON.stringify(review) });
  assert.match(answer.stdout, /^ {4}username: system:serviceaccount:\S+:robot$/m);
});
