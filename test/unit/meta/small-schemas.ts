/** A few Kubernetes-like types, written by hand: enough of ConfigMap, Pod and Deployment for the compilers' tests. */
import type { Schema, SchemaSet } from "../../../src/meta/schema.js";

const text: Schema = { type: "string" };
const int32: Schema = { type: "integer", format: "int32" };
const int64: Schema = { type: "integer", format: "int64" };
const flag: Schema = { type: "boolean" };
const ref = (name: string): Schema => ({ $ref: name });
const list = (items: Schema): Schema => ({ type: "array", items });
const map = (additionalProperties: Schema): Schema => ({ type: "object", additionalProperties });
const struct = (properties: Record<string, Schema>, rest: Omit<Schema, "properties" | "type"> = {}): Schema => ({
  type: "object",
  properties,
  ...rest,
});
const kind = (properties: Record<string, Schema>): Schema =>
  struct({ kind: text, apiVersion: text, metadata: ref("meta/v1/ObjectMeta"), ...properties });

const meta: Record<string, Schema> = {
  "meta/v1/Time": { type: "string", format: "date-time" },
  "meta/v1/MicroTime": { type: "string", format: "date-time" },
  "meta/v1/FieldsV1": { type: "object" },
  "meta/v1/RawExtension": { type: "object" },
  "meta/v1/Quantity": { type: "string" },
  "meta/v1/IntOrString": { type: "string", format: "int-or-string" },
  "meta/v1/OwnerReference": struct(
    { apiVersion: text, kind: text, name: text, uid: text, controller: flag, blockOwnerDeletion: flag },
    { required: ["apiVersion", "kind", "name", "uid"] },
  ),
  "meta/v1/ManagedFieldsEntry": struct({
    manager: text,
    operation: text,
    apiVersion: text,
    time: ref("meta/v1/Time"),
    fieldsType: text,
    fieldsV1: ref("meta/v1/FieldsV1"),
    subresource: text,
  }),
  "meta/v1/ObjectMeta": struct({
    name: text,
    generateName: text,
    namespace: text,
    selfLink: text,
    uid: text,
    resourceVersion: text,
    generation: int64,
    creationTimestamp: ref("meta/v1/Time"),
    deletionTimestamp: ref("meta/v1/Time"),
    deletionGracePeriodSeconds: int64,
    labels: map(text),
    annotations: map(text),
    ownerReferences: list(ref("meta/v1/OwnerReference")),
    finalizers: list(text),
    managedFields: list(ref("meta/v1/ManagedFieldsEntry")),
  }),
  "meta/v1/LabelSelectorRequirement": struct(
    { key: text, operator: text, values: list(text) },
    { required: ["key", "operator"] },
  ),
  "meta/v1/LabelSelector": struct({
    matchLabels: map(text),
    matchExpressions: list(ref("meta/v1/LabelSelectorRequirement")),
  }),
};

const core: Record<string, Schema> = {
  "core/v1/ConfigMap": kind({ data: map(text), binaryData: map({ type: "string", format: "byte" }), immutable: flag }),
  "core/v1/ContainerPort": struct(
    {
      name: text,
      containerPort: int32,
      hostPort: int32,
      hostIP: text,
      protocol: { ...text, default: "TCP", enum: ["TCP", "UDP", "SCTP"] },
    },
    { required: ["containerPort"] },
  ),
  "core/v1/EnvVar": struct({ name: text, value: text }, { required: ["name"] }),
  "core/v1/ResourceRequirements": struct({
    limits: map(ref("meta/v1/Quantity")),
    requests: map(ref("meta/v1/Quantity")),
  }),
  "core/v1/HTTPGetAction": struct(
    { path: text, port: ref("meta/v1/IntOrString"), host: text, scheme: text },
    { required: ["port"] },
  ),
  "core/v1/Probe": struct({
    httpGet: ref("core/v1/HTTPGetAction"),
    initialDelaySeconds: int32,
    timeoutSeconds: { ...int32, default: 1 },
    periodSeconds: { ...int32, default: 10 },
  }),
  "core/v1/VolumeMount": struct({ name: text, mountPath: text, readOnly: flag }, { required: ["name", "mountPath"] }),
  "core/v1/Container": struct(
    {
      name: { ...text, format: "dns1123Label" },
      image: text,
      command: list(text),
      args: list(text),
      env: {
        ...list(ref("core/v1/EnvVar")),
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["name"],
      },
      ports: list(ref("core/v1/ContainerPort")),
      resources: { ...ref("core/v1/ResourceRequirements"), default: {} },
      volumeMounts: list(ref("core/v1/VolumeMount")),
      livenessProbe: ref("core/v1/Probe"),
      readinessProbe: ref("core/v1/Probe"),
      imagePullPolicy: text,
      terminationMessagePath: text,
      terminationMessagePolicy: text,
    },
    { required: ["name"] },
  ),
  "core/v1/SecretVolumeSource": struct({ secretName: text, optional: flag }),
  "core/v1/EmptyDirVolumeSource": struct({ medium: text, sizeLimit: ref("meta/v1/Quantity") }),
  "core/v1/Volume": struct(
    { name: text, secret: ref("core/v1/SecretVolumeSource"), emptyDir: ref("core/v1/EmptyDirVolumeSource") },
    { required: ["name"] },
  ),
  "core/v1/Toleration": struct({ key: text, operator: text, value: text, effect: text, tolerationSeconds: int64 }),
  "core/v1/PodSpec": struct(
    {
      containers: {
        ...list(ref("core/v1/Container")),
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["name"],
      },
      volumes: list(ref("core/v1/Volume")),
      restartPolicy: { ...text, default: "Always" },
      terminationGracePeriodSeconds: { ...int64, default: 30 },
      nodeSelector: map(text),
      nodeName: text,
      hostNetwork: flag,
      serviceAccountName: text,
      tolerations: list(ref("core/v1/Toleration")),
      priority: int32,
      schedulerName: text,
      dnsPolicy: text,
      enableServiceLinks: flag,
    },
    { required: ["containers"] },
  ),
  "core/v1/PodCondition": struct(
    { type: text, status: text, reason: text, message: text, lastTransitionTime: ref("meta/v1/Time") },
    { required: ["type", "status"] },
  ),
  "core/v1/PodStatus": struct({ phase: text, conditions: list(ref("core/v1/PodCondition")), podIP: text }),
  "core/v1/Pod": kind({ spec: ref("core/v1/PodSpec"), status: ref("core/v1/PodStatus") }),
  "core/v1/PodTemplateSpec": struct({ metadata: ref("meta/v1/ObjectMeta"), spec: ref("core/v1/PodSpec") }),
};

const apps: Record<string, Schema> = {
  "apps/v1/RollingUpdateDeployment": struct({
    maxSurge: ref("meta/v1/IntOrString"),
    maxUnavailable: ref("meta/v1/IntOrString"),
  }),
  "apps/v1/DeploymentStrategy": struct({ type: text, rollingUpdate: ref("apps/v1/RollingUpdateDeployment") }),
  "apps/v1/DeploymentSpec": struct(
    {
      replicas: { ...int32, default: 1, minimum: 0 },
      selector: { ...ref("meta/v1/LabelSelector"), immutable: true },
      template: ref("core/v1/PodTemplateSpec"),
      strategy: { ...ref("apps/v1/DeploymentStrategy"), default: { type: "RollingUpdate" } },
    },
    { required: ["selector", "template"] },
  ),
  "apps/v1/Deployment": kind({ spec: ref("apps/v1/DeploymentSpec"), status: map(text) }),
  "ex/v1/Tree": kind({ root: ref("ex/v1/Branch"), extra: ref("meta/v1/RawExtension"), any: {} }),
  "ex/v1/Branch": struct({
    name: text,
    children: list(ref("ex/v1/Branch")),
    byName: map(ref("ex/v1/Branch")),
    weight: { type: "number" },
    at: ref("meta/v1/MicroTime"),
    open: { type: "object", properties: { known: int32 }, "x-kubernetes-preserve-unknown-fields": true },
  }),
};

export const smallSchemas: SchemaSet = new Map(Object.entries({ ...meta, ...core, ...apps }));
