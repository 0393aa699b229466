/** An application of many kinds is applied, changed, diffed, looked at and deleted, as a team does it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../support/fixture.js";
import { type Kubectl, kubectlTests, tableOf } from "../support/kubectl.js";

const kubectlTest = await kubectlTests();

const manifests = readFileSync(join(repositoryRoot(), "test/kubectl/application.yaml"), "utf8");
const kindsInFile = manifests.match(/^kind: /gm)?.length ?? 0;

interface Release {
  readonly image: string;
  readonly replicas: number;
  readonly colour: string;
}

const first: Release = { image: "shop:1.0", replicas: 2, colour: "red" };
const second: Release = { image: "shop:1.1", replicas: 3, colour: "blue" };

async function release(kubectl: Kubectl, { image, replicas, colour }: Release): Promise<string> {
  const values = { IMAGE: image, REPLICAS: String(replicas), COLOUR: colour, NAMESPACE: kubectl.namespace };
  // COLOUR is also the name of a variable in the manifest, which stays.
  const text = manifests.replaceAll(
    /(?<!name: )\b(IMAGE|REPLICAS|COLOUR|NAMESPACE)\b/g,
    (word) => values[word as keyof typeof values],
  );
  return kubectl.file(`shop-${image.replace(":", "-")}.yaml`, text);
}

const linesOf = (text: string): readonly string[] => text.trimEnd().split("\n");

/** Objects whose patches are never empty: kubectl calls them configured although nothing changes. */
const neverUnchanged: readonly string[] = [
  "statefulset.apps/shop-db",
  "poddisruptionbudget.policy/shop-web",
  "endpointslice.discovery.k8s.io/shop-legacy",
];

const changedIn = (printed: string): readonly string[] =>
  linesOf(printed)
    .filter((line) => !line.endsWith(" unchanged"))
    .map((line) => line.replace(/ configured$/, ""));

kubectlTest("the first release: diff announces every object, apply creates each, in order", async (kubectl) => {
  const file = await release(kubectl, first);
  const announced = await kubectl.run(`diff -f ${file}`);
  assert.equal(announced.code, 1, announced.stderr);
  assert.equal(announced.stdout.match(/^\+kind: /gm)?.length, kindsInFile);
  const lines = linesOf(await kubectl.ok(`apply -f ${file}`));
  assert.equal(lines.length, kindsInFile);
  assert.deepEqual(
    lines.filter((line) => !line.endsWith(" created")),
    [],
  );
  assert.equal(lines[0], "serviceaccount/shop created");
  assert.equal(lines[6], "deployment.apps/shop-web created");
});

kubectlTest("what was applied is there, with defaults, and shown as on any cluster", async (kubectl) => {
  const all = linesOf(await kubectl.ok("get all -l app=shop -o name"));
  for (const object of [
    "deployment.apps/shop-web",
    "statefulset.apps/shop-db",
    "service/shop-web",
    "job.batch/shop-seed",
  ]) {
    assert(all.includes(object), object);
  }
  const probe = "get deployment shop-web -o jsonpath={.spec.template.spec.containers[0].readinessProbe}";
  assert.deepEqual(JSON.parse(await kubectl.ok(probe)), {
    failureThreshold: 3,
    httpGet: { path: "/ready", port: "http", scheme: "HTTP" },
    periodSeconds: 5,
    successThreshold: 1,
    timeoutSeconds: 1,
  });
  const services = tableOf(await kubectl.ok("get service shop-db"));
  assert.deepEqual(services.rows[0]?.slice(0, 5), ["shop-db", "ClusterIP", "None", "<none>", "5432/TCP"]);
  const ingress = tableOf(await kubectl.ok("get ingress shop"));
  assert.equal(ingress.rows[0]?.slice(0, 3).join(" "), "shop nginx shop.example.com");
  const text = await kubectl.ok("describe deployment shop-web");
  assert.match(text, /^Replicas: +2 desired \| 0 updated \| 0 total \| 0 available \| 0 unavailable$/m);
  assert.match(text, /^RollingUpdateStrategy: +0 max unavailable, 1 max surge$/m);
  assert.match(
    await kubectl.ok("describe role shop"),
    /^ {2}leases\.coordination\.k8s\.io +\[\] +\[\] +\[create get update\]$/m,
  );
});

kubectlTest("a StatefulSet's claim templates are stored as an API server stores them", async (kubectl) => {
  const [claim] = JSON.parse(await kubectl.ok("get statefulset shop-db -o jsonpath={.spec.volumeClaimTemplates}")) as [
    { apiVersion: string; kind: string; spec: { volumeMode: string } },
  ];
  assert.deepEqual(
    [claim.apiVersion, claim.kind, claim.spec.volumeMode],
    ["v1", "PersistentVolumeClaim", "Filesystem"],
  );
});

kubectlTest("the same release applied again changes nothing", async (kubectl) => {
  const file = await release(kubectl, first);
  const versions =
    "get deploy,sts,ds,svc,cm,secret,pvc,job,cronjob,hpa,pdb,ingress,netpol,role,rolebinding -l app=shop -o jsonpath={.items[*].metadata.resourceVersion}";
  const before = await kubectl.ok(versions);
  assert.deepEqual(changedIn(await kubectl.ok(`apply -f ${file}`)), neverUnchanged);
  const same = await kubectl.run(`diff -f ${file}`);
  assert.deepEqual([same.code, same.stdout], [0, ""], same.stderr);
  assert.equal(await kubectl.ok(versions), before);
});

kubectlTest("the second release: diff shows the change, apply makes it and nothing else", async (kubectl) => {
  const file = await release(kubectl, second);
  const { code, stdout } = await kubectl.run(`diff -f ${file}`);
  assert.equal(code, 1);
  assert.deepEqual(
    (stdout.match(/^[-+] .*(colour|replicas|image):.*$/gm) ?? []).map((line) => line.replace(/ +/g, " ")).sort(),
    [
      "+ colour: blue",
      "+ image: shop:1.1",
      "+ image: shop:1.1",
      "+ replicas: 3",
      "- colour: red",
      "- image: shop:1.0",
      "- image: shop:1.0",
      "- replicas: 2",
    ],
  );
  assert.deepEqual(changedIn(await kubectl.ok(`apply -f ${file}`)), [
    "configmap/shop-config",
    "deployment.apps/shop-web",
    ...neverUnchanged,
  ]);
  assert.equal(await kubectl.ok("get deployment shop-web -o jsonpath={.metadata.generation}/{.spec.replicas}"), "2/3");
});

kubectlTest("what may not change is refused, and the rest is applied", async (kubectl) => {
  const file = await release(kubectl, second);
  const text = readFileSync(file, "utf8").replace("type: Opaque", "type: example.com/other");
  const { code, stdout, stderr } = await kubectl.run("apply -f -", { input: text });
  assert.equal(code, 1);
  assert.equal(
    stderr,
    'The Secret "shop-database" is invalid: type: Invalid value: "example.com/other": field is immutable\n',
  );
  assert.equal(linesOf(stdout).length, kindsInFile - 1);
});

kubectlTest("the application is deleted from its file, every object of it", async (kubectl) => {
  const file = await release(kubectl, second);
  const lines = linesOf(await kubectl.ok(`delete -f ${file} --wait=false`));
  assert.equal(lines.length, kindsInFile);
  assert.deepEqual(
    lines.filter((line) => !/ deleted( from \S+ namespace)?$/.test(line)),
    [],
  );
  const left = await kubectl.ok(
    "get deploy,sts,ds,svc,cm,secret,cronjob,hpa,pdb,ingress,netpol,role,rolebinding,quota,limits,lease -l app=shop -o name",
  );
  assert.equal(left, "");
  const cluster = `get priorityclass,clusterrole,clusterrolebinding -l app=shop-${kubectl.namespace} -o name`;
  assert.equal(await kubectl.ok(cluster), "");
});
