/** kubectl apply and diff: created, unchanged, configured; what validation says; what was applied last. */
import assert from "node:assert/strict";
import { kubectlTests } from "../support/kubectl.js";

const kubectlTest = await kubectlTests();

interface Shape {
  readonly replicas?: number;
  readonly image?: string;
  readonly more?: string;
}

const deployment = ({ replicas = 2, image = "nginx:1", more = "" }: Shape): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: main
        image: ${image}
        ports: [{containerPort: 80, name: http}]
${more}
`;

const settings = (data: object): string =>
  JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data });

kubectlTest("apply creates, leaves alone what is the same, and changes what is not", async (kubectl) => {
  const apply = (shape: Shape): Promise<string> => kubectl.ok("apply -f -", { input: deployment(shape) });
  assert.equal(await apply({}), "deployment.apps/web created\n");
  const version = "get deployment web -o jsonpath={.metadata.resourceVersion}/{.metadata.generation}";
  const first = await kubectl.ok(version);
  assert.match(first, /\/1$/);
  assert.equal(await apply({}), "deployment.apps/web unchanged\n");
  assert.equal(await kubectl.ok(version), first);
  assert.equal(await apply({ image: "nginx:2" }), "deployment.apps/web configured\n");
  assert.match(await kubectl.ok(version), /\/2$/);
});

kubectlTest("apply keeps what others set, and takes away what it set before", async (kubectl) => {
  const sidecar = '      - {name: side, image: "busybox:1"}';
  await kubectl.ok("apply -f -", { input: deployment({ more: sidecar }) });
  await kubectl.ok("annotate deployment web owner=ops");
  const extra = { spec: { template: { spec: { containers: [{ name: "injected", image: "proxy:1" }] } } } };
  await kubectl.runWords(["patch", "deployment", "web", "-p", JSON.stringify(extra)]);
  assert.equal(await kubectl.ok("apply -f -", { input: deployment({}) }), "deployment.apps/web configured\n");
  assert.equal(
    (await kubectl.ok("get deployment web -o jsonpath={.spec.template.spec.containers[*].name}"))
      .split(" ")
      .sort()
      .join(" "),
    "injected main",
  );
  assert.equal(await kubectl.ok("get deployment web -o jsonpath={.metadata.annotations.owner}"), "ops");
  await kubectl.ok("apply -f -", { input: settings({ a: "1", b: "2" }) });
  await kubectl.runWords(["patch", "configmap", "settings", "--type=merge", "-p", '{"data":{"c":"3"}}']);
  assert.equal(await kubectl.ok("apply -f -", { input: settings({ a: "9" }) }), "configmap/settings configured\n");
  assert.equal(await kubectl.ok("get configmap settings -o jsonpath={.data}"), '{"a":"9","c":"3"}');
});

kubectlTest("apply remembers the last text, which can be viewed and set", async (kubectl) => {
  const last = JSON.parse(await kubectl.ok("apply view-last-applied configmap settings -o json")) as { data: object };
  assert.deepEqual(last.data, { a: "9" });
  const file = await kubectl.file("settings.json", settings({ a: "9", c: "3" }));
  assert.equal(await kubectl.ok(`apply set-last-applied -f ${file}`), "configmap/settings configured\n");
  assert.equal(await kubectl.ok("apply -f -", { input: settings({ a: "9" }) }), "configmap/settings configured\n");
  assert.equal(await kubectl.ok("get configmap settings -o jsonpath={.data}"), '{"a":"9"}');
});

kubectlTest("diff prints what apply would change, ends with 1, and changes nothing", async (kubectl) => {
  const before = await kubectl.ok("get deployment web -o jsonpath={.metadata.resourceVersion}");
  const input = deployment({ replicas: 7, image: "nginx:9" });
  const { code, stdout, stderr } = await kubectl.run("diff -f -", { input });
  assert.equal(code, 1, stderr);
  assert.match(stdout, /^- {2}replicas: 2$/m);
  assert.match(stdout, /^\+ {2}replicas: 7$/m);
  assert.match(stdout, /^\+ +- image: nginx:9$|^\+ +image: nginx:9$/m);
  assert.match(stdout, /^- {2}generation: \d+$/m);
  assert.equal(await kubectl.ok("get deployment web -o jsonpath={.metadata.resourceVersion}"), before);
  const same = await kubectl.run("diff -f -", { input: deployment({}) });
  assert.deepEqual([same.code, same.stdout, same.stderr], [0, "", ""]);
  const absent = await kubectl.run("diff -f -", { input: settings({}).replace("settings", "not-there") });
  assert.equal(absent.code, 1, absent.stderr);
  assert.match(absent.stdout, /^\+ {2}name: not-there$/m);
});

kubectlTest("a dry run on the server shows the outcome and stores nothing", async (kubectl) => {
  const input = settings({ dry: "run" });
  assert.equal(
    await kubectl.ok("apply -f - --dry-run=server", { input }),
    "configmap/settings configured (server dry run)\n",
  );
  assert.equal(await kubectl.ok("get configmap settings -o jsonpath={.data}"), '{"a":"9"}');
});

kubectlTest("unknown and misspelt fields are errors, and nothing is stored", async (kubectl) => {
  const misspelt = deployment({ replicas: 3 }).replace("replicas:", "replicass:").replace("image:", "imagee:");
  assert.equal(
    await kubectl.fails("apply -f -", { input: misspelt.replace("name: web}", "name: wrong}") }),
    'Error from server (BadRequest): error when creating "STDIN": Deployment in version "v1" cannot be handled as a ' +
      'Deployment: strict decoding error: unknown field "spec.replicass", ' +
      'unknown field "spec.template.spec.containers[0].imagee"\n',
  );
  assert.match(await kubectl.fails("get deployment wrong"), /NotFound/);
  assert.match(
    await kubectl.fails("apply -f -", { input: misspelt }),
    /^The request is invalid: patch: Invalid value: "map\[.*": strict decoding error: unknown field "spec\.replicass"/,
  );
});

kubectlTest("with --validate=warn unknown fields are warnings, with ignore nothing", async (kubectl) => {
  const input = JSON.stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "lenient" },
    dataa: { a: "b" },
  });
  const warned = await kubectl.run("create -f - --validate=warn", { input });
  assert.deepEqual(
    [warned.code, warned.stdout, warned.stderr],
    [0, "configmap/lenient created\n", 'Warning: unknown field "dataa"\n'],
  );
  assert.equal(
    await kubectl.ok("apply -f - --validate=ignore", { input: input.replace("lenient", "silent") }),
    "configmap/silent created\n",
  );
});

kubectlTest("wrong types are refused by name", async (kubectl) => {
  const input = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "typed" }, data: { a: 1 } });
  assert.match(
    await kubectl.fails("apply -f -", { input }),
    /ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string/,
  );
});

kubectlTest("kinds that do not exist are refused with kubectl's advice", async (kubectl) => {
  const input = JSON.stringify({ apiVersion: "example.com/v1", kind: "Nothing", metadata: { name: "x" } });
  assert.match(
    await kubectl.fails("apply -f -", { input }),
    /no matches for kind "Nothing" in version "example.com\/v1"\nensure CRDs are installed first/,
  );
});

kubectlTest("a folder of files is applied as one, and a selector chooses from it", async (kubectl) => {
  const labelled = (name: string): string =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}, labels: {pick: ${name}}}}`;
  const file = await kubectl.file("many.yaml", ["one", "two", "three"].map(labelled).join("\n---\n"));
  assert.equal(await kubectl.ok(`apply -f ${file} -l pick=two`), "configmap/two created\n");
  assert.equal(
    await kubectl.ok(`apply -f ${file}`),
    "configmap/one created\nconfigmap/two unchanged\nconfigmap/three created\n",
  );
});

kubectlTest("apply --prune removes what is no longer in the files", async (kubectl) => {
  const labelled = (name: string): string =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}, labels: {set: prune}}}`;
  await kubectl.ok("apply -f -", { input: ["p1", "p2"].map(labelled).join("\n---\n") });
  const pruned = "apply -f - --prune -l set=prune --prune-allowlist=core/v1/ConfigMap";
  assert.match(
    await kubectl.run(pruned, { input: labelled("p1") }).then(({ stdout }) => stdout),
    /configmap\/p2 pruned/,
  );
  assert.equal(await kubectl.ok("get configmaps -l set=prune -o name"), "configmap/p1\n");
});
