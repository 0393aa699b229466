/** kubectl apply in all its forms on the same objects, and who owns what after each. */
import type { Scene, Step, Transcript } from "../../support/transcript.js";

interface Shape {
  readonly replicas?: number;
  readonly image?: string;
  readonly data?: object;
  readonly ports?: readonly number[];
  readonly env?: readonly string[];
}

/** A Deployment, a Service and a ConfigMap that belong together. */
function application({
  replicas = 2,
  image = "web:1",
  data = { a: "1", b: "1" },
  ports = [80],
  env = ["A", "B"],
}: Shape = {}): string {
  const labels = { app: "web" };
  const container = { name: "main", image, env: env.map((name) => ({ name, value: `of ${name}` })) };
  const objects = [
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web", labels }, data },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", labels },
      spec: { selector: labels, ports: ports.map((port) => ({ name: `p${port}`, port })) },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", labels, annotations: { note: "kept" } },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
      },
    },
  ];
  return objects.map((object) => JSON.stringify(object)).join("\n---\n");
}

const first = { "app.yaml": application() };
const second = {
  "app.yaml": application({ replicas: 3, image: "web:2", data: { a: "2", c: "1" }, ports: [80, 81], env: ["B", "C"] }),
};

const objects: Step = { run: "kubectl get configmap,service,deployment -o yaml --show-managed-fields" };
const configMap: Step = { run: "kubectl get configmap web -o yaml --show-managed-fields" };
const lastApplied: Step = { run: "kubectl apply view-last-applied -f app.yaml -o json" };

const thereAndBack: readonly Step[] = [
  { run: "kubectl apply -f app.yaml", files: first },
  objects,
  lastApplied,
  { run: "kubectl apply --server-side -f app.yaml" },
  objects,
  lastApplied,
  { run: "kubectl diff --server-side -f app.yaml" },
  { run: "kubectl diff --server-side -f app.yaml", files: second },
  { run: "kubectl apply --server-side -f app.yaml" },
  objects,
  lastApplied,
  { run: "kubectl diff -f app.yaml" },
  { run: "kubectl apply -f app.yaml" },
  objects,
  { run: "kubectl diff -f app.yaml", files: first },
  { run: "kubectl apply -f app.yaml" },
  objects,
  lastApplied,
  { run: "kubectl apply --server-side -f app.yaml", files: second },
  objects,
  { run: "kubectl apply --server-side --force-conflicts -f app.yaml" },
  objects,
  lastApplied,
];

const managersInBetween: readonly Step[] = [
  { run: "kubectl apply --server-side -f app.yaml", files: first },
  { run: "kubectl scale deployment web --replicas=5" },
  { run: "kubectl set image deployment web main=web:9" },
  { run: "kubectl set env deployment web D=1 A-" },
  { run: "kubectl label configmap,deployment web tier=front" },
  { run: "kubectl annotate deployment web note=mine --overwrite" },
  { run: "kubectl patch configmap web --type=merge --patch-file=p.json", files: { "p.json": '{"data":{"a":"9"}}' } },
  {
    run: "kubectl patch service web --type=json --patch-file=p.json",
    files: { "p.json": '[{"op":"replace","path":"/spec/ports/0/name","value":"other"}]' },
  },
  { run: "kubectl rollout pause deployment web" },
  objects,
  { run: "kubectl apply --server-side -f app.yaml" },
  { run: "kubectl diff --server-side -f app.yaml" },
  { run: "kubectl diff --server-side --force-conflicts -f app.yaml" },
  { run: "kubectl apply --server-side --dry-run=server --force-conflicts -f app.yaml -o yaml --show-managed-fields" },
  { run: "kubectl apply --server-side --force-conflicts -f app.yaml" },
  objects,
  { run: "kubectl apply --server-side --field-manager=second -f app.yaml", files: second },
  { run: "kubectl apply --server-side --field-manager=second --force-conflicts -f app.yaml" },
  objects,
  {
    run: "kubectl apply --server-side -f app.yaml",
    files: { "app.yaml": application({ data: {}, ports: [80], env: [] }) },
  },
  { run: "kubectl apply --server-side --force-conflicts -f app.yaml" },
  objects,
];

const setData = (data: object): string =>
  JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web" }, data });

const editor = (script: string): string => `#!/bin/sh\nsed -i '${script}' "$1"\n`;
const env = { KUBE_EDITOR: "./editor.sh" };

const lastAppliedByHand: readonly Step[] = [
  { run: "kubectl create configmap web --from-literal=a=1 --from-literal=b=1" },
  { run: "kubectl apply view-last-applied configmap web" },
  { run: "kubectl apply set-last-applied -f web.json", files: { "web.json": setData({ a: "1", b: "1" }) } },
  { run: "kubectl apply set-last-applied -f web.json --create-annotation" },
  configMap,
  { run: "kubectl apply set-last-applied -f web.json --create-annotation" },
  { run: "kubectl apply edit-last-applied configmap web", env, files: { "editor.sh": editor('s/b: "1"/z: "1"/') } },
  configMap,
  { run: "kubectl apply view-last-applied configmap web -o json" },
  { run: "kubectl apply -f web.json", files: { "web.json": setData({ a: "2" }) } },
  configMap,
  { run: "kubectl apply edit-last-applied configmap web", env, files: { "editor.sh": "#!/bin/sh\n" } },
  { run: "kubectl apply -f plain.json", files: { "plain.json": setData({ a: "3" }).replace('"web"', '"plain"') } },
  {
    run: "kubectl create --save-config -f saved.json",
    files: { "saved.json": setData({ a: "3" }).replace('"web"', '"saved"') },
  },
  { run: "kubectl get configmap plain saved -o yaml --show-managed-fields" },
  { run: "kubectl create configmap bare --from-literal=a=1" },
  { run: "kubectl apply -f bare.json", files: { "bare.json": setData({ b: "1" }).replace('"web"', '"bare"') } },
  { run: "kubectl get configmap bare -o yaml --show-managed-fields" },
  { run: "kubectl replace -f bare.json --save-config" },
  { run: "kubectl get configmap bare -o yaml --show-managed-fields" },
];

const labelled = (names: readonly string[]): string =>
  names
    .map(
      (name) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}, labels: {set: NAMESPACE}}, data: {a: b}}`,
    )
    .join("\n---\n");
const applySet = { KUBECTL_APPLYSET: "true" };

const pruning: readonly Step[] = [
  { run: "kubectl apply -f set.yaml", files: { "set.yaml": labelled(["one", "two", "three"]) } },
  {
    run: "kubectl apply -f set.yaml --prune -l set=NAMESPACE --dry-run=server",
    files: { "set.yaml": labelled(["one"]) },
  },
  { run: "kubectl apply -f set.yaml --prune -l set=NAMESPACE" },
  { run: "kubectl get configmap -l set -o name" },
  {
    run: "kubectl apply -f set.yaml --prune --applyset=parent",
    env: applySet,
    files: { "set.yaml": labelled(["four", "five"]).replaceAll("set: NAMESPACE", "of: set") },
  },
  { run: "kubectl apply -f set.yaml --server-side --prune --applyset=parent", env: applySet },
  { run: "kubectl get secret,configmap -o yaml --show-managed-fields" },
  {
    run: "kubectl apply -f set.yaml --server-side --prune --applyset=parent",
    env: applySet,
    files: { "set.yaml": labelled(["five", "six"]).replaceAll("set: NAMESPACE", "of: set") },
  },
  { run: "kubectl get secret,configmap -o yaml --show-managed-fields" },
  { run: "kubectl create configmap owner" },
  { run: "kubectl apply -f set.yaml --server-side --prune --applyset=configmaps/owner", env: applySet },
  {
    run: "kubectl apply -f set.yaml --server-side --prune --applyset=configmaps/owner --force-conflicts",
    env: applySet,
    files: { "set.yaml": labelled(["seven"]) },
  },
  { run: "kubectl get configmap owner seven -o yaml --show-managed-fields" },
];

const editing: readonly Step[] = [
  {
    run: "kubectl create --edit -f web.json",
    env,
    files: { "web.json": setData({ a: "1" }), "editor.sh": editor('s/a: "1"/a: "2"/') },
  },
  configMap,
  { run: "kubectl edit configmap web", env, files: { "editor.sh": editor('s/a: "2"/a: "3"/') } },
  configMap,
  { run: "kubectl edit configmap web", env, files: { "editor.sh": "#!/bin/sh\n" } },
  { run: "kubectl edit configmap web -o json", env, files: { "editor.sh": editor('s/"a": "3"/"a": 4/') } },
  { run: "kubectl edit configmap web", env, files: { "editor.sh": editor("s/^data:/dta:/") } },
  { run: "kubectl edit configmap web", env, files: { "editor.sh": editor("s/^  name: web/  name: other/") } },
  configMap,
  { run: "kubectl create -f app.yaml", files: first },
  {
    run: "kubectl edit deployment web --windows-line-endings=false",
    env,
    files: { "editor.sh": editor("s/image: web:1/image: web:2/") },
  },
  {
    run: "kubectl edit deployment web --subresource=status",
    env,
    files: { "editor.sh": editor("s/^status: {}/status: {replicas: 4}/") },
  },
  { run: "kubectl get deployment web -o yaml --show-managed-fields" },
];

const scenes: readonly Scene[] = [
  { name: "from client-side apply to server-side apply and back, with force", steps: thereAndBack },
  { name: "what other commands set belongs to them until an apply takes it by force", steps: managersInBetween },
  { name: "the last applied configuration is viewed, set and edited by hand", steps: lastAppliedByHand },
  { name: "pruning removes what is no longer in the files, by label or as a set", steps: pruning },
  { name: "objects are edited as they are made and later", steps: editing },
];

export const applyTranscript: Transcript = { answers: "test/kubectl/answers/apply.json", scenes };
