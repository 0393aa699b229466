/** kubectl wait, delete and get -w. */
import assert from "node:assert/strict";
import { type Kubectl, kubectlTests } from "../support/kubectl.js";

const kubectlTest = await kubectlTests();

const configMaps = (names: readonly string[], metadata: object = {}): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "List",
    items: names.map((name) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...metadata } })),
  });

async function mergePatch(kubectl: Kubectl, object: string, patch: unknown, ...flags: string[]): Promise<void> {
  const args = ["patch", object, "--type=merge", "-p", JSON.stringify(patch), ...flags];
  const { code, stderr } = await kubectl.runWords(args);
  assert.equal(code, 0, stderr);
}

kubectlTest("wait --for=jsonpath ends when the field has the value", async (kubectl) => {
  await kubectl.ok("create configmap w1 --from-literal=phase=new");
  const waiting = kubectl.ok("wait configmap/w1 --for=jsonpath={.data.phase}=done --timeout=120s");
  await mergePatch(kubectl, "configmap/w1", { data: { phase: "half" } });
  await mergePatch(kubectl, "configmap/w1", { data: { phase: "done" } });
  assert.equal(await waiting, "configmap/w1 condition met\n");
});

kubectlTest("wait --for=condition sees a condition set through the status subresource", async (kubectl) => {
  await kubectl.ok("create deployment w2 --image=nginx:1");
  const waiting = kubectl.ok("wait deployment/w2 --for=condition=Available --timeout=120s");
  const conditions = [{ type: "Available", status: "True", reason: "Tested", message: "" }];
  await mergePatch(kubectl, "deployment/w2", { status: { conditions } }, "--subresource=status");
  assert.equal(await waiting, "deployment.apps/w2 condition met\n");
});

kubectlTest("wait --for=delete ends with the deletion, --for=create with the creation", async (kubectl) => {
  await kubectl.ok("create -f -", { input: configMaps(["w3"]) });
  // Verbose, to see when it watches: an object that is gone before has nothing to wait for.
  const waiting = kubectl.start("wait configmap/w3 --for=delete --timeout=120s -v=6");
  await waiting.until(/watch=true/);
  await kubectl.ok("delete configmap w3 --wait=false");
  await waiting.until(/^configmap\/w3 condition met$/m);
  const made = kubectl.ok("wait configmap/w4 --for=create --timeout=120s");
  await kubectl.ok("create configmap w4");
  assert.equal(await made, "configmap/w4 condition met\n");
});

kubectlTest("wait gives up after its timeout and says for what", async (kubectl) => {
  assert.equal(
    await kubectl.fails("wait configmap/w4 --for=jsonpath={.data.never}=x --timeout=3s"),
    "error: timed out waiting for the condition on configmaps/w4\n",
  );
});

kubectlTest("delete by name, by several names, by label, by file, and all", async (kubectl) => {
  await kubectl.ok("create -f -", { input: configMaps(["a", "b", "c"]) });
  await kubectl.ok("create -f -", { input: configMaps(["d", "e"], { labels: { old: "yes" } }) });
  const deleted = (...names: string[]): string =>
    names.map((name) => `configmap "${name}" deleted from ${kubectl.namespace} namespace\n`).join("");
  assert.equal(await kubectl.ok("delete configmap a"), deleted("a"));
  assert.equal(await kubectl.ok("delete configmap b c"), deleted("b", "c"));
  assert.equal(await kubectl.ok("delete configmap -l old=yes"), deleted("d", "e"));
  await kubectl.ok("create -f -", { input: configMaps(["f", "g"]) });
  assert.equal(await kubectl.ok("delete -f -", { input: configMaps(["f"]) }), deleted("f"));
  assert.match(await kubectl.ok("delete configmaps --all"), /configmap "g" deleted/);
  // A cluster's controllers put their certificate authority into every namespace.
  assert.equal(await kubectl.ok("get configmaps --field-selector=metadata.name!=kube-root-ca.crt -o name"), "");
  assert.equal(await kubectl.fails("delete configmap a"), 'Error from server (NotFound): configmaps "a" not found\n');
  assert.equal(await kubectl.ok("delete configmap a --ignore-not-found"), "");
});

kubectlTest("delete waits for finalizers, and ends when the last is taken away", async (kubectl) => {
  await kubectl.ok("create -f -", { input: configMaps(["held"], { finalizers: ["example.com/hold"] }) });
  const deleting = kubectl.ok("delete configmap held");
  await kubectl.ok("wait configmap/held --for=jsonpath={.metadata.deletionGracePeriodSeconds}=0 --timeout=120s");
  await mergePatch(kubectl, "configmap/held", { metadata: { finalizers: null } });
  assert.match(await deleting, /configmap "held" deleted/);
  assert.match(await kubectl.fails("get configmap held"), /NotFound/);
});

for (const [policy, finalizer] of [
  ["orphan", "orphan"],
  ["foreground", "foregroundDeletion"],
] as const) {
  kubectlTest(`delete --cascade=${policy} leaves the object to the garbage collector`, async (kubectl) => {
    const name = `cascade-${policy}`;
    await kubectl.ok(`create deployment ${name} --image=nginx:1`);
    assert.match(await kubectl.ok(`delete deployment ${name} --cascade=${policy} --wait=false`), /deleted/);
    const path = "{.metadata.finalizers}/{.metadata.deletionTimestamp}";
    // With a garbage collector about, the object may be gone by now.
    const { stdout, stderr } = await kubectl.run(`get deployment ${name} -o jsonpath=${path}`);
    assert.match(stdout + stderr, new RegExp(`^\\["${finalizer}"\\]/\\d{4}-|NotFound`));
  });
}

kubectlTest(
  "a pod without a node goes at once; one on a node keeps its grace period, unless forced",
  async (kubectl) => {
    const pod = (name: string, nodeName?: string): string =>
      JSON.stringify({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name },
        spec: { containers: [{ name: "main", image: "nginx:1" }], ...(nodeName === undefined ? {} : { nodeName }) },
      });
    await kubectl.ok("create -f -", { input: pod("free") });
    assert.match(await kubectl.ok("delete pod free"), /^pod "free" deleted/);
    await kubectl.ok("create -f -", { input: pod("bound", "some-node") });
    await kubectl.ok("delete pod bound --wait=false --grace-period=7");
    assert.equal(await kubectl.ok("get pod bound -o jsonpath={.metadata.deletionGracePeriodSeconds}"), "7");
    assert.match(await kubectl.ok("get pod bound"), /Terminating/);
    const forced = await kubectl.run("delete pod bound --grace-period=0 --force");
    assert.equal(forced.code, 0, forced.stderr);
    assert.match(forced.stderr, /Immediate deletion does not wait for confirmation/);
    assert.match(await kubectl.fails("get pod bound"), /NotFound/);
  },
);

kubectlTest("get -w prints what is there, then every change", async (kubectl) => {
  await kubectl.ok("create configmap seen --from-literal=a=1");
  const watching = kubectl.start("get configmap seen --watch --no-headers -o jsonpath={.data.a};");
  await watching.until(/1;/);
  for (const value of ["2", "3", "4"]) await mergePatch(kubectl, "configmap/seen", { data: { a: value } });
  assert.equal(await watching.until(/4;/), "1;2;3;4;");
  await watching.end();
});

kubectlTest("get -w --output-watch-events names each event", async (kubectl) => {
  const watching = kubectl.start("get configmaps -l watched=yes --watch --output-watch-events --no-headers");
  await kubectl.ok("create configmap before");
  await kubectl.ok("create -f -", { input: configMaps(["one"], { labels: { watched: "yes" } }) });
  await watching.until(/ADDED +one/);
  await mergePatch(kubectl, "configmap/one", { data: { x: "y" } });
  await watching.until(/MODIFIED +one +1/);
  await mergePatch(kubectl, "configmap/one", { metadata: { labels: null } });
  const text = await watching.until(/DELETED +one/);
  assert(!text.includes("before"));
  await watching.end();
});

kubectlTest("get --watch-only prints table rows of changes alone", async (kubectl) => {
  const watching = kubectl.start("get deployments --watch-only");
  // Nothing is printed before the first change, so the change is repeated until it is seen.
  await kubectl.ok("create deployment rows --image=nginx:1");
  let replicas = 1;
  const noticed = watching.until(/rows +0\/\d/);
  let done = false;
  void noticed.finally(() => (done = true)).catch(() => {});
  while (!done) await kubectl.ok(`scale deployment rows --replicas=${++replicas}`);
  assert.match(await noticed, /^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\n/);
  await watching.end();
});
