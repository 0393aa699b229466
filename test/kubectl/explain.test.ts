/** kubectl explain, from both OpenAPI versions, and what kubectl checks before it sends. */
import assert from "node:assert/strict";
import { kubectlTests } from "../support/kubectl.js";

const kubectlTest = await kubectlTests();

/** What is explained → a field line it must print. */
const explained: Readonly<Record<string, RegExp>> = {
  "pod.spec.containers": /^ {2}image\t<string>$/m,
  "deployment.spec.strategy.rollingUpdate": /^ {2}maxSurge\t<IntOrString>$/m,
  "cronjobs.spec": /^ {2}schedule\t<string> -required-$/m,
  "ingress.spec.rules.http": /^ {2}paths\t<\[\]HTTPIngressPath> -required-$/m,
  "hpa --api-version=autoscaling/v2": /^ {2}spec\t<HorizontalPodAutoscalerSpec> -required-$/m,
  "service.spec.type": /^ENUM:$/m,
};

for (const [what, expected] of Object.entries(explained)) {
  kubectlTest(`explain ${what} shows its fields`, async (kubectl) => {
    assert.match(await kubectl.ok(`explain ${what}`), expected);
  });
}

kubectlTest("explain --recursive shows the whole tree", async (kubectl) => {
  const text = await kubectl.ok("explain pod.spec.containers --recursive");
  assert.match(text, /^ {4}valueFrom\t<EnvVarSource>$/m);
  assert.match(text, /^ {8}optional\t<boolean>$/m);
});

kubectlTest("explain reads the v2 document too, which it asks for as protobuf", async (kubectl) => {
  const text = await kubectl.ok("explain pod.spec --output=plaintext-openapiv2");
  assert.match(text, /^RESOURCE: spec <Object>$/m);
  assert.match(text, /^ {3}containers\t<\[\]Object> -required-$/m);
});

kubectlTest("explain says what the kind, the field and the fields in it are, from both documents", async (kubectl) => {
  const pods = await kubectl.ok("explain pods");
  assert.match(pods, /^DESCRIPTION:\n {4}Containers that run together on one node\.$/m);
  const containers = await kubectl.ok("explain pod.spec.containers");
  assert.match(containers, /^DESCRIPTION:\n {4}Programs that run side by side; cannot be added later\.$/m);
  assert.match(containers, /^ {2}image\t<string>\n {4}Image to run, with registry and tag or digest\.$/m);
  const older = await kubectl.ok("explain pod.spec.containers --output=plaintext-openapiv2");
  assert.match(older, /^ {3}image\t<string>\n {5}Image to run, with registry and tag or digest\.$/m);
  for (const text of [pods, containers, older]) assert.doesNotMatch(text, /<no description>|<empty>/);
});

kubectlTest("explain of a field that is not there says so", async (kubectl) => {
  assert.match(await kubectl.fails("explain pod.spec.nothing"), /field "nothing" does not exist/);
});

const misspelt = "{apiVersion: v1, kind: ConfigMap, metadata: {name: misspelt}, dta: {a: b}}";

for (const verb of ["create", "apply"]) {
  kubectlTest(`${verb} refuses an unknown field`, async (kubectl) => {
    assert.match(await kubectl.fails(`${verb} -f -`, { input: misspelt }), /unknown field "dta"/);
    await kubectl.fails("get configmap misspelt");
  });
}

kubectlTest("create --validate=warn creates, and warns of an unknown field", async (kubectl) => {
  const { code, stdout, stderr } = await kubectl.run("create --validate=warn -f -", { input: misspelt });
  assert.equal(code, 0);
  assert.equal(stdout, "configmap/misspelt created\n");
  assert.match(stderr, /unknown field "dta"/);
});

kubectlTest("create --validate=false says nothing of an unknown field", async (kubectl) => {
  const input = misspelt.replace("name: misspelt", "name: unchecked");
  assert.equal(await kubectl.ok("create --validate=false -f -", { input }), "configmap/unchecked created\n");
});
