/** What helm is asked to do with the chart beside this file, step by step. */
import type { Scene, Step, Transcript } from "../../support/transcript.js";

const chart = "REPOSITORY/test/clients/helm/shop";

const applied = "deployment,service,configmap,secret,ingress,hpa,pdb,serviceaccount,role,rolebinding,cronjob,job";
/** Everything a chart can make here, and who owns which field. */
const objects: Step = { run: `kubectl get ${applied} -o yaml --show-managed-fields` };
const names: Step = { run: `kubectl get ${applied} -o name` };

const deploymentReady = (generation: number): string =>
  JSON.stringify({
    status: {
      observedGeneration: generation,
      replicas: 1,
      updatedReplicas: 1,
      readyReplicas: 1,
      availableReplicas: 1,
      conditions: [
        { type: "Available", status: "True", reason: "MinimumReplicasAvailable" },
        { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" },
      ],
    },
  });

const jobComplete = JSON.stringify({
  status: {
    startTime: "2026-01-02T03:04:05Z",
    completionTime: "2026-01-02T03:04:06Z",
    succeeded: 1,
    conditions: ["SuccessCriteriaMet", "Complete"].map((type) => ({ type, status: "True" })),
  },
});

const patchStatus = (object: string, file: string): string =>
  `patch ${object} --subresource=status --type=merge --patch-file=${file}`;

const refusedName = `
extra:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: Wrong_Name}}
`;
const unknownField = `
extra:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: misspelt}, dta: {a: b}}
`;
const wrongType = `
extra:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: typed}, data: {a: 1}}
`;
const unknownKind = `
extra:
  - {apiVersion: example.com/v1, kind: Nothing, metadata: {name: nothing}}
`;
const added = `
colour: blue
image: {tag: "1.1"}
ingress: {enabled: false}
extra:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: added}, data: {a: "1"}}
  - apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: added}
    spec: {podSelector: {}, policyTypes: [Ingress]}
`;

const install: readonly Step[] = [
  { run: `helm install a ${chart}` },
  objects,
  { run: "helm list" },
  { run: "helm list -o json" },
  { run: "helm status a -o json" },
  { run: "helm get values a --all -o json" },
  { run: "helm get manifest a" },
  { run: "helm get hooks a" },
  { run: "helm get notes a" },
  { run: "helm get metadata a -o json" },
  { run: `helm install a ${chart}` },
  { run: `helm upgrade a ${chart}` },
  { run: "kubectl get configmap a-shop-after-upgrade -o yaml --show-managed-fields" },
  { run: "kubectl get secret -l owner=helm" },
];

const upgrade: readonly Step[] = [
  { run: `helm install a ${chart}` },
  { run: `helm upgrade a ${chart} -f added.yaml`, files: { "added.yaml": added } },
  objects,
  { run: "kubectl get networkpolicy -o yaml --show-managed-fields" },
  { run: "helm get values a" },
  { run: `helm upgrade a ${chart} --reuse-values --set replicas=3 --set autoscaling.enabled=false` },
  objects,
  { run: "helm history a" },
  { run: "helm rollback a 1" },
  objects,
  { run: "helm history a" },
  { run: "helm rollback a 7" },
  { run: "helm get values a --revision 2 -o yaml" },
  { run: "helm uninstall a" },
  names,
  { run: "helm list -A -f ^nothing-like-it$" },
  { run: "helm uninstall a" },
];

const refused: readonly Step[] = [
  { run: `helm install a ${chart}` },
  { run: `helm upgrade a ${chart} -f name.yaml`, files: { "name.yaml": refusedName } },
  { run: `helm upgrade a ${chart} -f field.yaml`, files: { "field.yaml": unknownField } },
  { run: `helm upgrade a ${chart} -f type.yaml`, files: { "type.yaml": wrongType } },
  { run: `helm upgrade a ${chart} -f kind.yaml`, files: { "kind.yaml": unknownKind } },
  { run: `helm upgrade a ${chart} --set replicas=many` },
  { run: "helm history a" },
  { run: `helm upgrade a ${chart} -f type.yaml --server-side=false` },
  { run: `helm upgrade a ${chart} -f field.yaml --server-side=false` },
  { run: `helm install b ${chart} -f name.yaml` },
  { run: "helm list --failed" },
  { run: `helm install c ${chart} -f type.yaml --server-side=false` },
  { run: "helm uninstall b" },
  { run: "helm uninstall c" },
  names,
];

const atomic: readonly Step[] = [
  {
    run: `helm install a ${chart} --wait --timeout=120s`,
    files: { "first.json": deploymentReady(1), "name.yaml": refusedName },
    meanwhile: [patchStatus("deployment a-shop", "first.json")],
  },
  { run: `helm upgrade a ${chart} --rollback-on-failure -f name.yaml` },
  { run: "helm history a" },
  { run: `helm upgrade a ${chart} --set image.tag=never --wait --timeout=15s` },
  {
    run: `helm upgrade a ${chart} --set image.tag=1.2 --wait --timeout=120s`,
    files: { "third.json": deploymentReady(3) },
    meanwhile: [
      "wait deployment a-shop --for=jsonpath={.metadata.generation}=3",
      patchStatus("deployment a-shop", "third.json"),
    ],
  },
  { run: "helm history a" },
  { run: `helm install b ${chart} --rollback-on-failure -f name.yaml` },
  { run: "helm list" },
  { run: "kubectl get configmap,deployment,secret -l app.kubernetes.io/instance=b" },
];

const hooks: readonly Step[] = [
  { run: `helm install a ${chart}` },
  {
    run: `helm upgrade a ${chart} --set migrate.enabled=true`,
    files: { "complete.json": jobComplete },
    meanwhile: [patchStatus("job a-shop-migrate", "complete.json")],
  },
  { run: "kubectl get job" },
  { run: `helm upgrade a ${chart} --set migrate.enabled=true --timeout=15s` },
  { run: "kubectl get job -o yaml --show-managed-fields" },
  {
    run: "helm test a --timeout=120s",
    files: { "succeeded.json": '{"status":{"phase":"Succeeded"}}' },
    meanwhile: [patchStatus("pod a-shop-answers", "succeeded.json")],
  },
  { run: "kubectl delete pod a-shop-answers --grace-period=0" },
  {
    run: "helm test a --timeout=120s",
    files: { "failed.json": '{"status":{"phase":"Failed"}}' },
    meanwhile: [patchStatus("pod a-shop-answers", "failed.json")],
  },
  { run: "helm uninstall a" },
  { run: "kubectl get job,pod,configmap -o name" },
];

const dryRuns: readonly Step[] = [
  { run: `helm template a ${chart} --dry-run=server` },
  { run: `helm template a ${chart} --validate --show-only templates/configmap.yaml` },
  { run: `helm template a ${chart} --validate -f kind.yaml`, files: { "kind.yaml": unknownKind } },
  { run: `helm install a ${chart} --dry-run=server` },
  names,
  { run: `helm install a ${chart}` },
  { run: `helm upgrade a ${chart} --set colour=blue --dry-run=server` },
  { run: `helm upgrade a ${chart} --dry-run=server -f name.yaml`, files: { "name.yaml": refusedName } },
  { run: "helm rollback a 1 --dry-run=server" },
  { run: "helm uninstall a --dry-run" },
  { run: "helm history a" },
];

const clientSide: readonly Step[] = [
  { run: `helm install a ${chart} --server-side=false` },
  objects,
  { run: `helm upgrade a ${chart} -f added.yaml`, files: { "added.yaml": added } },
  objects,
  { run: `helm upgrade a ${chart} --server-side=true` },
  objects,
  { run: `helm upgrade a ${chart} --server-side=true --set colour=green` },
  { run: "helm rollback a 1" },
  objects,
  { run: `helm upgrade a ${chart} --server-side=false --force-replace` },
  objects,
];

const conflicts: readonly Step[] = [
  { run: `helm install a ${chart}` },
  { run: "kubectl set image deployment/a-shop web=mine:1" },
  {
    run: "kubectl patch configmap a-shop --type=merge --patch-file=mine.json",
    files: { "mine.json": '{"data":{"colour":"mine"}}' },
  },
  { run: `helm upgrade a ${chart} --set image.tag=2 --set colour=blue` },
  { run: `helm upgrade a ${chart} --set image.tag=2 --set colour=blue --force-conflicts` },
  objects,
  { run: "kubectl create configmap taken" },
  { run: `helm upgrade a ${chart} -f taken.yaml`, files: { "taken.yaml": added.replaceAll("added", "taken") } },
  { run: `helm upgrade a ${chart} -f taken.yaml --take-ownership` },
  { run: "kubectl get configmap taken -o yaml --show-managed-fields" },
];

const endings: readonly Step[] = [
  { run: `helm upgrade --install a ${chart} --labels team=blue --description first` },
  { run: "helm list -l team=blue" },
  { run: "helm uninstall a --keep-history" },
  names,
  { run: "helm list" },
  { run: "helm list --uninstalled" },
  { run: "helm history a" },
  { run: "helm rollback a 1" },
  names,
  { run: "helm uninstall a --cascade=foreground --no-hooks" },
  { run: "helm history a" },
  { run: "kubectl get role,ingress -o name" },
  { run: `helm install b ${chart} --create-namespace --namespace NAMESPACE-more` },
  { run: "helm list --namespace NAMESPACE-more" },
  { run: "helm uninstall b --namespace NAMESPACE-more --wait --timeout=120s" },
  { run: "kubectl delete namespace NAMESPACE-more --wait=false" },
];

const scenes: readonly Scene[] = [
  { name: "a chart is installed, and what helm then reads of the release is whole", steps: install },
  {
    name: "an upgrade changes, adds and removes objects, a rollback takes it back, an uninstall leaves nothing",
    steps: upgrade,
  },
  { name: "a refused manifest fails the release in the server's words", steps: refused },
  { name: "helm waits until what it applied is ready, and rolls back what fails", steps: atomic },
  { name: "hooks and tests run to their end, in time or not", steps: hooks },
  { name: "a dry run on the server renders with lookups and capabilities, and stores nothing", steps: dryRuns },
  { name: "a release moves between client-side and server-side apply", steps: clientSide },
  { name: "a conflict with another manager is said, forced, or taken over", steps: conflicts },
  { name: "a release goes with or without its history, and comes back", steps: endings },
];

export const helmTranscript: Transcript = { answers: "test/clients/helm/answers/helm.json", scenes };
