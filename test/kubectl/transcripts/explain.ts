/** The shape of kinds and fields as kubectl explains them, from both OpenAPI documents. */
import type { Scene, Step, Transcript } from "../../support/transcript.js";

const kinds = [
  "pods",
  "services",
  "configmaps",
  "secrets",
  "namespaces",
  "nodes",
  "persistentvolumeclaims",
  "deployments",
  "statefulsets",
  "daemonsets",
  "jobs",
  "cronjobs",
  "horizontalpodautoscalers",
  "ingresses",
  "networkpolicies",
  "poddisruptionbudgets",
  "roles",
  "customresourcedefinitions",
  "storageclasses",
  "validatingwebhookconfigurations",
  "resourceclaims",
  "leases",
] as const;

/** Whole trees; those that hold a pod's template would only repeat the pod's. */
const trees = ["pods", "services", "ingresses", "horizontalpodautoscalers", "resourceclaims", "cronjobs.spec.schedule"];

const paths = [
  "pod.spec.containers.env.valueFrom.secretKeyRef.key",
  "pod.spec.volumes.projected.sources",
  "pod.metadata.ownerReferences",
  "pod.metadata.managedFields.fieldsV1",
  "deployment.spec.strategy.rollingUpdate.maxSurge",
  "deployment.spec.selector.matchExpressions.operator",
  "service.spec.ports.targetPort",
  "service.spec.type",
  "configmap.binaryData",
  "cronjob.spec.jobTemplate.spec.podFailurePolicy.rules",
  "crd.spec.versions.schema.openAPIV3Schema",
  "networkpolicy.spec.ingress.from.ipBlock",
  "persistentvolumeclaim.spec.resources.requests",
  "role.rules",
  "pod.spec.nothing",
  "pods.v1.nothing",
  "nothings",
] as const;

const outputs = ["plaintext", "plaintext-openapiv2"] as const;

const explain = (what: string): readonly Step[] =>
  outputs.map((output) => ({ run: `kubectl explain ${what} --output=${output}`, explains: true }));

const versions = [
  "hpa --api-version=autoscaling/v1",
  "hpa.spec --api-version=autoscaling/v2",
  "events --api-version=events.k8s.io/v1",
  "events --api-version=v1",
  "deployments --api-version=apps/v1beta1",
] as const;

const scenes: readonly Scene[] = [
  { name: "explain shows the fields of a kind, from v3 and from v2", steps: kinds.flatMap(explain) },
  { name: "explain --recursive shows the whole tree", steps: trees.flatMap((kind) => explain(`${kind} --recursive`)) },
  { name: "explain follows a path to its field, or says where it ends", steps: paths.flatMap(explain) },
  { name: "explain shows the version it is asked for", steps: versions.flatMap(explain) },
];

export const explainTranscript: Transcript = { answers: "test/kubectl/answers/explain.json", scenes };
