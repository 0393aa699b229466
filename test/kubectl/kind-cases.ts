/** A small object of kinds of every group, as a kube-apiserver accepts it, and what kubectl prints of it. */
export interface KindCase {
  readonly apiVersion: string;
  readonly kind: string;
  /** As kubectl prints it: `deployment.apps`. */
  readonly printed: string;
  readonly clusterScoped?: true;
  readonly body: object;
  /** Columns of the table. */
  readonly columns: readonly string[];
  /** Cells after the name and before the age; NAME stands for the object's own. */
  readonly cells: readonly string[];
  /** What apply says of an object that is as it was; "unchanged" when absent. Some kinds' patches are never empty. */
  readonly reapplied?: "configured";
  /** A merge patch, and where its effect is seen. */
  readonly patch: object;
  readonly path: string;
  readonly value: string;
}

const selector = { matchLabels: { app: "x" } };
const template = { metadata: { labels: { app: "x" } }, spec: { containers: [{ name: "c", image: "i:1" }] } };
const onceTemplate = { spec: { ...template.spec, restartPolicy: "Never" } };
const rules = [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }];
const webhook = {
  name: "hook.example.com",
  clientConfig: { url: "https://127.0.0.1:1/" },
  admissionReviewVersions: ["v1"],
  sideEffects: "None",
  failurePolicy: "Ignore",
  rules: [{ apiGroups: ["nothing.example.com"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["nothings"] }],
};

/** For kinds whose only change that matters here is a label of their metadata. */
const labelOnly = {
  patch: { metadata: { labels: { patched: "yes" } } },
  path: ".metadata.labels.patched",
  value: "yes",
};

export const core: readonly KindCase[] = [
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    printed: "configmap",
    body: { data: { a: "1", b: "2" } },
    columns: ["NAME", "DATA", "AGE"],
    cells: ["2"],
    patch: { data: { a: "9" } },
    path: ".data.a",
    value: "9",
  },
  {
    apiVersion: "v1",
    kind: "Secret",
    printed: "secret",
    body: { data: { a: "MQ==" } },
    columns: ["NAME", "TYPE", "DATA", "AGE"],
    cells: ["Opaque", "1"],
    patch: { data: { a: "OQ==" } },
    path: ".data.a",
    value: "OQ==",
  },
  {
    apiVersion: "v1",
    kind: "Service",
    printed: "service",
    body: { spec: { type: "ExternalName", externalName: "example.com" } },
    columns: ["NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE"],
    cells: ["ExternalName", "<none>", "example.com", "<none>"],
    patch: { spec: { externalName: "example.org" } },
    path: ".spec.externalName",
    value: "example.org",
  },
  {
    apiVersion: "v1",
    kind: "ServiceAccount",
    printed: "serviceaccount",
    body: {},
    columns: ["NAME", "AGE"],
    cells: [],
    patch: { automountServiceAccountToken: false },
    path: ".automountServiceAccountToken",
    value: "false",
  },
  {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    printed: "persistentvolumeclaim",
    body: {
      spec: { accessModes: ["ReadWriteOnce"], storageClassName: "slow", resources: { requests: { storage: "1Gi" } } },
    },
    columns: ["NAME", "STATUS", "VOLUME", "CAPACITY", "ACCESS MODES", "STORAGECLASS", "VOLUMEATTRIBUTESCLASS", "AGE"],
    cells: ["Pending", "slow", "<unset>"],
    ...labelOnly,
  },
  {
    apiVersion: "v1",
    kind: "PersistentVolume",
    printed: "persistentvolume",
    clusterScoped: true,
    body: { spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/tmp/x" } } },
    columns: [
      ...["NAME", "CAPACITY", "ACCESS MODES", "RECLAIM POLICY", "STATUS", "CLAIM", "STORAGECLASS"],
      ...["VOLUMEATTRIBUTESCLASS", "REASON", "AGE"],
    ],
    cells: ["1Gi", "RWO", "Retain", "Pending", "<unset>"],
    patch: { spec: { persistentVolumeReclaimPolicy: "Delete" } },
    path: ".spec.persistentVolumeReclaimPolicy",
    value: "Delete",
  },
  {
    apiVersion: "v1",
    kind: "LimitRange",
    printed: "limitrange",
    body: { spec: { limits: [{ type: "Pod", max: { cpu: "64" } }] } },
    columns: ["NAME", "CREATED AT"],
    cells: [],
    ...labelOnly,
  },
  {
    apiVersion: "v1",
    kind: "Namespace",
    printed: "namespace",
    clusterScoped: true,
    body: {},
    columns: ["NAME", "STATUS", "AGE"],
    cells: ["Active"],
    ...labelOnly,
  },
];

export const workloads: readonly KindCase[] = [
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    printed: "deployment.apps",
    body: { spec: { replicas: 3, selector, template } },
    columns: ["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE"],
    cells: ["0/3", "0", "0"],
    patch: { spec: { minReadySeconds: 7 } },
    path: ".spec.minReadySeconds",
    value: "7",
  },
  {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    printed: "statefulset.apps",
    body: { spec: { serviceName: "s", selector, template } },
    columns: ["NAME", "READY", "AGE"],
    cells: ["0/1"],
    patch: { spec: { replicas: 2 } },
    path: ".spec.replicas",
    value: "2",
  },
  {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    printed: "daemonset.apps",
    body: { spec: { selector, template } },
    columns: ["NAME", "DESIRED", "CURRENT", "READY", "UP-TO-DATE", "AVAILABLE", "NODE SELECTOR", "AGE"],
    cells: ["0", "0", "0", "0", "0", "<none>"],
    patch: { spec: { minReadySeconds: 7 } },
    path: ".spec.minReadySeconds",
    value: "7",
  },
  {
    apiVersion: "batch/v1",
    kind: "Job",
    printed: "job.batch",
    body: { spec: { completions: 2, template: onceTemplate } },
    columns: ["NAME", "STATUS", "COMPLETIONS", "DURATION", "AGE"],
    cells: ["Running", "0/2"],
    patch: { spec: { parallelism: 2 } },
    path: ".spec.parallelism",
    value: "2",
  },
  {
    apiVersion: "batch/v1",
    kind: "CronJob",
    printed: "cronjob.batch",
    body: { spec: { schedule: "@daily", jobTemplate: { spec: { template: onceTemplate } } } },
    columns: ["NAME", "SCHEDULE", "TIMEZONE", "SUSPEND", "ACTIVE", "LAST SCHEDULE", "AGE"],
    cells: ["@daily", "<none>", "False", "0", "<none>"],
    patch: { spec: { suspend: true } },
    path: ".spec.suspend",
    value: "true",
  },
  {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    printed: "horizontalpodautoscaler.autoscaling",
    body: { spec: { maxReplicas: 5, scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" } } },
    columns: ["NAME", "REFERENCE", "TARGETS", "MINPODS", "MAXPODS", "REPLICAS", "AGE"],
    cells: ["Deployment/d", "cpu: <unknown>/80%", "1", "5", "0"],
    patch: { spec: { minReplicas: 2 } },
    path: ".spec.minReplicas",
    value: "2",
  },
  {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    reapplied: "configured",
    printed: "poddisruptionbudget.policy",
    body: { spec: { minAvailable: 1, selector } },
    columns: ["NAME", "MIN AVAILABLE", "MAX UNAVAILABLE", "ALLOWED DISRUPTIONS", "AGE"],
    cells: ["1", "N/A", "0"],
    patch: { spec: { minAvailable: 2 } },
    path: ".spec.minAvailable",
    value: "2",
  },
];

export const platform: readonly KindCase[] = [
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    printed: "ingress.networking.k8s.io",
    body: { spec: { ingressClassName: "n", defaultBackend: { service: { name: "s", port: { number: 80 } } } } },
    columns: ["NAME", "CLASS", "HOSTS", "ADDRESS", "PORTS", "AGE"],
    cells: ["n", "*", "80"],
    patch: { spec: { ingressClassName: "m" } },
    path: ".spec.ingressClassName",
    value: "m",
  },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    printed: "networkpolicy.networking.k8s.io",
    body: { spec: { podSelector: { matchLabels: { app: "x" } }, policyTypes: ["Ingress"] } },
    columns: ["NAME", "POD-SELECTOR", "AGE"],
    cells: ["app=x"],
    patch: { spec: { policyTypes: ["Egress"] } },
    path: ".spec.policyTypes[0]",
    value: "Egress",
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    printed: "role.rbac.authorization.k8s.io",
    body: { rules },
    columns: ["NAME", "CREATED AT"],
    cells: [],
    patch: { rules: [{ ...rules[0], verbs: ["list"] }] },
    path: ".rules[0].verbs[0]",
    value: "list",
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    printed: "clusterrolebinding.rbac.authorization.k8s.io",
    clusterScoped: true,
    body: {
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "jane" }],
    },
    columns: ["NAME", "ROLE", "AGE"],
    cells: ["ClusterRole/view"],
    patch: { subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "john" }] },
    path: ".subjects[0].name",
    value: "john",
  },
  {
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    printed: "priorityclass.scheduling.k8s.io",
    clusterScoped: true,
    body: { value: 100 },
    columns: ["NAME", "VALUE", "GLOBAL-DEFAULT", "AGE", "PREEMPTIONPOLICY"],
    cells: ["100", "false"],
    patch: { description: "new" },
    path: ".description",
    value: "new",
  },
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    printed: "storageclass.storage.k8s.io",
    clusterScoped: true,
    body: { provisioner: "example.com/none" },
    columns: ["NAME", "PROVISIONER", "RECLAIMPOLICY", "VOLUMEBINDINGMODE", "ALLOWVOLUMEEXPANSION", "AGE"],
    cells: ["example.com/none", "Delete", "Immediate", "false"],
    patch: { allowVolumeExpansion: true },
    path: ".allowVolumeExpansion",
    value: "true",
  },
  {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    printed: "lease.coordination.k8s.io",
    body: { spec: { holderIdentity: "me" } },
    columns: ["NAME", "HOLDER", "AGE"],
    cells: ["me"],
    patch: { spec: { holderIdentity: "you" } },
    path: ".spec.holderIdentity",
    value: "you",
  },
  {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    reapplied: "configured",
    printed: "endpointslice.discovery.k8s.io",
    body: { addressType: "IPv4", endpoints: [{ addresses: ["10.9.8.7"] }], ports: [{ port: 80, name: "" }] },
    columns: ["NAME", "ADDRESSTYPE", "PORTS", "ENDPOINTS", "AGE"],
    cells: ["IPv4", "80", "10.9.8.7"],
    patch: { endpoints: [{ addresses: ["10.9.8.6"] }] },
    path: ".endpoints[0].addresses[0]",
    value: "10.9.8.6",
  },
  {
    apiVersion: "node.k8s.io/v1",
    kind: "RuntimeClass",
    printed: "runtimeclass.node.k8s.io",
    clusterScoped: true,
    body: { handler: "runc" },
    columns: ["NAME", "HANDLER", "AGE"],
    cells: ["runc"],
    ...labelOnly,
  },
  {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    reapplied: "configured",
    printed: "validatingwebhookconfiguration.admissionregistration.k8s.io",
    clusterScoped: true,
    body: { webhooks: [webhook] },
    columns: ["NAME", "WEBHOOKS", "AGE"],
    cells: ["1"],
    ...labelOnly,
  },
];
