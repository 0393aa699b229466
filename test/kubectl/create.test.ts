/** kubectl create, from flags and from files. */
import assert from "node:assert/strict";
import { kubectlTests } from "../support/kubectl.js";

const kubectlTest = await kubectlTests();

/** Command → what it says it made. */
const fromFlags: Readonly<Record<string, string>> = {
  "configmap c1 --from-literal=a=1 --from-literal=b=2": "configmap/c1",
  "secret generic s1 --from-literal=password=hush": "secret/s1",
  "secret docker-registry s2 --docker-server=example.com --docker-username=u --docker-password=p": "secret/s2",
  "serviceaccount sa1": "serviceaccount/sa1",
  "deployment d1 --image=nginx:1 --replicas=2 --port=80": "deployment.apps/d1",
  "service clusterip svc1 --tcp=80:8080": "service/svc1",
  "service nodeport svc2 --tcp=80": "service/svc2",
  "service loadbalancer svc3 --tcp=443": "service/svc3",
  "service externalname svc4 --external-name=example.com": "service/svc4",
  "job j1 --image=busybox -- date": "job.batch/j1",
  'cronjob cj1 --image=busybox --schedule="*/5 * * * *" -- date': "cronjob.batch/cj1",
  "ingress i1 --class=nginx --rule=example.com/path*=svc1:80": "ingress.networking.k8s.io/i1",
  "poddisruptionbudget pdb1 --selector=app=d1 --min-available=1": "poddisruptionbudget.policy/pdb1",
  "quota q1 --hard=pods=10,configmaps=100": "resourcequota/q1",
  "role r1 --verb=get,list --resource=pods,deployments.apps": "role.rbac.authorization.k8s.io/r1",
  "rolebinding rb1 --role=r1 --user=jane": "rolebinding.rbac.authorization.k8s.io/rb1",
};

for (const [command, made] of Object.entries(fromFlags)) {
  kubectlTest(`create ${command.split(" -")[0]} from flags`, async (kubectl) => {
    assert.equal(await kubectl.ok(`create ${command}`), `${made} created\n`);
    assert.equal(await kubectl.ok(`get ${made} -o name`), `${made}\n`);
  });
}

const clusterScoped: Readonly<Record<string, string>> = {
  "clusterrole kt-NS --verb=get --non-resource-url=/logs": "clusterrole.rbac.authorization.k8s.io/kt-NS",
  "clusterrolebinding kt-NS --clusterrole=kt-NS --group=readers": "clusterrolebinding.rbac.authorization.k8s.io/kt-NS",
  "priorityclass kt-NS --value=1000 --description=urgent": "priorityclass.scheduling.k8s.io/kt-NS",
  "namespace kt-NS": "namespace/kt-NS",
};

for (const [command, made] of Object.entries(clusterScoped)) {
  kubectlTest(`create ${command.split(" ")[0]} from flags, for the whole cluster`, async (kubectl) => {
    const own = (text: string): string => text.replaceAll("NS", kubectl.namespace);
    assert.equal(await kubectl.ok(`create ${own(command)}`), own(`${made} created\n`));
    assert.equal(await kubectl.ok(`get ${own(made)} -o name`), own(`${made}\n`));
    assert.match(await kubectl.ok(`delete ${own(made)} --wait=false`), /deleted/);
  });
}

const twoDocuments = `
apiVersion: v1
kind: ConfigMap
metadata: {name: from-file, labels: {step: one}}
data: {key: value}
---
apiVersion: v1
kind: Secret
metadata: {name: from-file}
stringData: {token: abc}
`;

kubectlTest("a file with several documents creates each, in order", async (kubectl) => {
  const file = await kubectl.file("two.yaml", twoDocuments);
  assert.equal(await kubectl.ok(`create -f ${file}`), "configmap/from-file created\nsecret/from-file created\n");
  assert.equal(await kubectl.ok("get secret from-file -o jsonpath={.data.token}"), "YWJj");
  assert.equal(await kubectl.ok(`delete -f ${file}`).then((text) => text.split("\n").length), 3);
});

kubectlTest("what exists is not created again, and kubectl says so", async (kubectl) => {
  await kubectl.ok("create configmap twice");
  assert.equal(
    await kubectl.fails("create configmap twice"),
    'error: failed to create configmap: configmaps "twice" already exists\n',
  );
  const input = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "twice" } });
  assert.equal(
    await kubectl.fails("create -f -", { input }),
    'Error from server (AlreadyExists): error when creating "STDIN": configmaps "twice" already exists\n',
  );
});

kubectlTest("a dry run on the server answers as if, and stores nothing", async (kubectl) => {
  assert.equal(
    await kubectl.ok("create configmap dry --from-literal=a=b --dry-run=server"),
    "configmap/dry created (server dry run)\n",
  );
  assert.match(await kubectl.fails("get configmap dry"), /configmaps "dry" not found/);
});

kubectlTest("generateName gives a name with five more letters", async (kubectl) => {
  const input = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { generateName: "made-" } });
  assert.match(
    await kubectl.ok("create -f -", { input }),
    /^configmap\/made-[bcdfghjklmnpqrstvwxz2456789]{5} created\n$/,
  );
});

kubectlTest("invalid objects are refused with every fault", async (kubectl) => {
  const input = JSON.stringify({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "Wrong_Name" },
    spec: { selector: { matchLabels: { a: "b" } }, template: { metadata: { labels: { a: "b" } }, spec: {} } },
  });
  const complaint = await kubectl.fails("create -f -", { input });
  assert.match(
    complaint,
    /^The Deployment "Wrong_Name" is invalid: \n\* metadata.name: Invalid value: "Wrong_Name": a low/,
  );
  assert.match(complaint, /\* spec.template.spec.containers: Required value/);
});

kubectlTest("objects go only into namespaces that exist", async (kubectl) => {
  assert.equal(
    await kubectl.fails("create configmap lost -n no-such-namespace"),
    'error: failed to create configmap: namespaces "no-such-namespace" not found\n',
  );
});

kubectlTest("a kustomization is built and created", async (kubectl) => {
  await kubectl.file("kustomization.yaml", "configMapGenerator: [{name: kust, literals: [a=b]}]\nnamePrefix: my-\n");
  const made = await kubectl.ok(`create -k ${(await kubectl.file("marker", "")).replace(/\/marker$/, "")}`);
  assert.match(made, /^configmap\/my-kust-[a-z0-9]+ created\n$/);
});
