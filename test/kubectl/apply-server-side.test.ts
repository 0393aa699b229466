/** kubectl apply --server-side, and the ways from client-side apply to it and back. */
import assert from "node:assert/strict";
import { type Kubectl, kubectlTests } from "../support/kubectl.js";

const kubectlTest = await kubectlTests();

const manifest = (name: string, { replicas = 2, image = "nginx:1", extra = "" } = {}): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
      - name: web
        image: ${image}
        ports: [{containerPort: 80}]
${extra}`;

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

async function managers(kubectl: Kubectl, object: string): Promise<readonly Entry[]> {
  const { metadata } = await kubectl.json<{ metadata: { managedFields?: Entry[] } }>(
    `get ${object} --show-managed-fields`,
  );
  return (metadata.managedFields ?? []).filter(({ manager }) => manager !== "kube-controller-manager");
}

const names = (entries: readonly Entry[]): string[] =>
  entries.map(({ manager, operation }) => `${manager} ${operation}`);

kubectlTest("a configuration is created, changed and left alone", async (kubectl) => {
  const file = await kubectl.file("ssa.yaml", manifest("ssa"));
  const applied = "deployment.apps/ssa serverside-applied\n";
  assert.equal(await kubectl.ok(`apply --server-side -f ${file}`), applied);
  const { metadata } = await kubectl.json<{ metadata: { resourceVersion: string } }>("get deployment ssa");
  assert.equal(await kubectl.ok(`apply --server-side -f ${file}`), applied);
  const [entry, ...others] = await managers(kubectl, "deployment ssa");
  assert.deepEqual(others, []);
  assert.equal(`${entry?.manager} ${entry?.operation}`, "kubectl Apply");
  const again = await kubectl.json<{ metadata: { resourceVersion: string; annotations?: unknown } }>(
    "get deployment ssa",
  );
  if (process.env.APISERVER_TEST_KUBECONFIG === undefined) {
    assert.equal(again.metadata.resourceVersion, metadata.resourceVersion);
    assert.equal(again.metadata.annotations, undefined);
  }
  await kubectl.file("ssa.yaml", manifest("ssa", { image: "nginx:2" }));
  assert.equal(await kubectl.ok(`apply --server-side -f ${file}`), applied);
  assert.equal(await kubectl.ok("get deployment ssa -o jsonpath={.spec.template.spec.containers[0].image}"), "nginx:2");
});

kubectlTest("managed fields are shown only when asked for", async (kubectl) => {
  await kubectl.ok("create configmap shown --from-literal=a=1");
  assert.doesNotMatch(await kubectl.ok("get configmap shown -o yaml"), /managedFields/);
  const yaml = await kubectl.ok("get configmap shown -o yaml --show-managed-fields");
  assert.match(yaml, /managedFields:\n {2}- apiVersion: v1\n {4}fieldsType: FieldsV1\n {4}fieldsV1:\n {6}f:data:\n/);
  assert.match(yaml, /manager: kubectl-create\n {4}operation: Update\n {4}time: "\d{4}-/);
});

kubectlTest("a conflict names the owner and the field, and force takes it", async (kubectl) => {
  const file = await kubectl.file("conflict.yaml", manifest("conflict"));
  await kubectl.ok(`apply --server-side -f ${file}`);
  await kubectl.ok("scale deployment conflict --replicas=5");
  const complaint = await kubectl.fails(`apply --server-side -f ${file}`);
  assert.match(
    complaint,
    /^error: Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps\/v1/,
  );
  assert.match(complaint, /: \.spec\.replicas\n/);
  assert.match(complaint, /--force-conflicts/);
  assert.equal(await kubectl.ok("get deployment conflict -o jsonpath={.spec.replicas}"), "5");
  await kubectl.ok(`apply --server-side --force-conflicts -f ${file}`);
  assert.equal(await kubectl.ok("get deployment conflict -o jsonpath={.spec.replicas}"), "2");
  assert.deepEqual(names(await managers(kubectl, "deployment conflict")), ["kubectl Apply"]);
});

kubectlTest("two managers share an object, and each takes away only its own", async (kubectl) => {
  const one = await kubectl.file(
    "one.yaml",
    "{apiVersion: v1, kind: ConfigMap, metadata: {name: both}, data: {a: '1', b: '1'}}",
  );
  const two = await kubectl.file(
    "two.yaml",
    "{apiVersion: v1, kind: ConfigMap, metadata: {name: both}, data: {b: '1', c: '1'}}",
  );
  await kubectl.ok(`apply --server-side --field-manager=one -f ${one}`);
  await kubectl.ok(`apply --server-side --field-manager=two -f ${two}`);
  await kubectl.file("one.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: both}}");
  await kubectl.ok(`apply --server-side --field-manager=one -f ${one}`);
  const { data } = await kubectl.json<{ data: unknown }>("get configmap both");
  assert.deepEqual(data, { b: "1", c: "1" });
  assert.deepEqual(names(await managers(kubectl, "configmap both")), ["two Apply"]);
});

kubectlTest("a diff on the server shows what an apply would change, and changes nothing", async (kubectl) => {
  const file = await kubectl.file("diff.yaml", manifest("diffed"));
  await kubectl.ok(`apply --server-side -f ${file}`);
  assert.equal(await kubectl.ok(`diff --server-side -f ${file}`), "");
  await kubectl.file("diff.yaml", manifest("diffed", { image: "nginx:3" }));
  const { code, stdout } = await kubectl.run(`diff --server-side -f ${file}`);
  assert.equal(code, 1);
  assert.match(stdout, /^-\s+- image: nginx:1$/m);
  assert.match(stdout, /^\+\s+- image: nginx:3$/m);
  assert.equal(
    await kubectl.ok("get deployment diffed -o jsonpath={.spec.template.spec.containers[0].image}"),
    "nginx:1",
  );
});

kubectlTest("a dry run on the server answers as if", async (kubectl) => {
  const file = await kubectl.file("dry.yaml", manifest("dry"));
  assert.equal(
    await kubectl.ok(`apply --server-side --dry-run=server -f ${file}`),
    "deployment.apps/dry serverside-applied (server dry run)\n",
  );
  assert.match(await kubectl.fails("get deployment dry"), /not found/);
});

kubectlTest("from client-side apply to server-side, and back", async (kubectl) => {
  const file = await kubectl.file("move.yaml", manifest("move"));
  assert.equal(await kubectl.ok(`apply -f ${file}`), "deployment.apps/move created\n");
  assert.deepEqual(names(await managers(kubectl, "deployment move")), ["kubectl-client-side-apply Update"]);
  await kubectl.file("move.yaml", manifest("move", { replicas: 3 }));
  assert.equal(await kubectl.ok(`apply --server-side -f ${file}`), "deployment.apps/move serverside-applied\n");
  const onServer = ["kubectl Apply", "kubectl-last-applied Apply"];
  assert.deepEqual(names(await managers(kubectl, "deployment move")).sort(), onServer);
  assert.match(await kubectl.ok("apply view-last-applied deployment move"), /replicas: 3\n/);
  await kubectl.file("move.yaml", manifest("move", { replicas: 4 }));
  assert.equal(await kubectl.ok(`apply -f ${file}`), "deployment.apps/move configured\n");
  assert.equal(await kubectl.ok("get deployment move -o jsonpath={.spec.replicas}"), "4");
  assert.deepEqual(names(await managers(kubectl, "deployment move")).sort(), [
    "kubectl Apply",
    "kubectl-client-side-apply Update",
  ]);
});

kubectlTest("what does not fit the schema is refused in words", async (kubectl) => {
  const file = await kubectl.file("bad.yaml", manifest("bad", { extra: "  nonsense: 1\n" }));
  const complaint = await kubectl.fails(`apply --server-side --validate=ignore -f ${file}`);
  assert.match(
    complaint,
    /failed to create typed patch object \(.*bad; apps\/v1, Kind=Deployment\): \.spec\.nonsense: field not declared in schema/,
  );
});

kubectlTest("the status is applied through its own door", async (kubectl) => {
  await kubectl.ok(`apply --server-side -f ${await kubectl.file("sub.yaml", manifest("sub"))}`);
  const status = manifest("sub").replace(/spec:[\s\S]*/, "status: {replicas: 7}\n");
  const file = await kubectl.file("status.yaml", status);
  await kubectl.ok(`apply --server-side --subresource=status --field-manager=watcher -f ${file}`);
  const entries = await managers(kubectl, "deployment sub");
  const own = entries.find(({ manager }) => manager === "watcher");
  assert.equal(own?.subresource, "status");
  assert.deepEqual(own?.fieldsV1["f:status"], { "f:replicas": {} });
});

kubectlTest("labels, annotations and edits belong to the command that made them", async (kubectl) => {
  await kubectl.ok("create configmap owned --from-literal=a=1");
  await kubectl.ok("label configmap owned x=y");
  await kubectl.ok("annotate configmap owned n=m");
  await kubectl.runWords(["patch", "configmap", "owned", "--type=merge", "-p", '{"data":{"b":"2"}}']);
  const entries = await managers(kubectl, "configmap owned");
  assert.deepEqual(names(entries).sort(), [
    "kubectl-annotate Update",
    "kubectl-create Update",
    "kubectl-label Update",
    "kubectl-patch Update",
  ]);
});
