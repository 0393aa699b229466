/**
 * The types of the API machinery itself, which a server answers with whatever kinds it has: Status, discovery, metadata-only objects.
 * Field numbers are Kubernetes 1.36's; test/unit holds those that are in the definitions too to them.
 */
import type { Schema, TypeName } from "../schema.js";

const text = (protobuf: number): Schema => ({ type: "string", protobuf });
/** `omitempty` in Go: a zero is on the wire, and not in JSON. */
const omitted = (field: Schema): Schema => ({ ...field, omitZero: true });
const int32 = (protobuf: number): Schema => ({ type: "integer", format: "int32", protobuf });
const int64 = (protobuf: number): Schema => ({ type: "integer", format: "int64", protobuf });
const flag = (protobuf: number): Schema => ({ type: "boolean", protobuf });
const texts = (protobuf: number): Schema => ({ type: "array", protobuf, items: { type: "string" } });
const textMap = (protobuf: number): Schema => ({
  type: "object",
  protobuf,
  additionalProperties: { type: "string" },
});
const pointer = (protobuf: number, type: string): Schema => ({ $ref: `meta/v1/${type}`, protobuf });
const plain = (protobuf: number, type: string): Schema => ({ $ref: `meta/v1/${type}`, default: {}, protobuf });
const list = (protobuf: number, type: string): Schema => ({
  type: "array",
  protobuf,
  items: { $ref: `meta/v1/${type}` },
});
const message = (properties: Readonly<Record<string, Schema>>, ...required: string[]): Schema => ({
  type: "object",
  properties,
  required,
});

export const machineryTypes: Readonly<Record<TypeName, Schema>> = {
  "meta/v1/Time": { type: "string", format: "date-time", protobuf: [1, "time"] },
  "meta/v1/FieldsV1": { type: "object", "x-kubernetes-preserve-unknown-fields": true, protobuf: [1, "json"] },
  "meta/v1/ListMeta": message({
    selfLink: omitted(text(1)),
    resourceVersion: omitted(text(2)),
    continue: omitted(text(3)),
    remainingItemCount: int64(4),
    shardInfo: pointer(5, "ShardInfo"),
  }),
  "meta/v1/ShardInfo": message({ selector: text(1) }, "selector"),
  "meta/v1/OwnerReference": message(
    {
      kind: text(1),
      name: text(3),
      uid: text(4),
      apiVersion: text(5),
      controller: flag(6),
      blockOwnerDeletion: flag(7),
    },
    "kind",
    "name",
    "uid",
    "apiVersion",
  ),
  "meta/v1/ManagedFieldsEntry": message({
    manager: omitted(text(1)),
    operation: omitted(text(2)),
    apiVersion: omitted(text(3)),
    time: pointer(4, "Time"),
    fieldsType: omitted(text(6)),
    fieldsV1: pointer(7, "FieldsV1"),
    subresource: omitted(text(8)),
  }),
  "meta/v1/ObjectMeta": message({
    name: omitted(text(1)),
    generateName: omitted(text(2)),
    namespace: omitted(text(3)),
    selfLink: omitted(text(4)),
    uid: omitted(text(5)),
    resourceVersion: omitted(text(6)),
    generation: omitted(int64(7)),
    creationTimestamp: pointer(8, "Time"),
    deletionTimestamp: pointer(9, "Time"),
    deletionGracePeriodSeconds: int64(10),
    labels: textMap(11),
    annotations: textMap(12),
    ownerReferences: list(13, "OwnerReference"),
    finalizers: texts(14),
    managedFields: list(17, "ManagedFieldsEntry"),
  }),
  "meta/v1/PartialObjectMetadata": message({ metadata: plain(1, "ObjectMeta") }),
  "meta/v1/Status": message({
    metadata: plain(1, "ListMeta"),
    status: omitted(text(2)),
    message: omitted(text(3)),
    reason: omitted(text(4)),
    details: pointer(5, "StatusDetails"),
    code: omitted(int32(6)),
  }),
  "meta/v1/StatusDetails": message({
    name: omitted(text(1)),
    group: omitted(text(2)),
    kind: omitted(text(3)),
    causes: list(4, "StatusCause"),
    retryAfterSeconds: omitted(int32(5)),
    uid: omitted(text(6)),
  }),
  "meta/v1/StatusCause": message({ reason: omitted(text(1)), message: omitted(text(2)), field: omitted(text(3)) }),
  "meta/v1/DeleteOptions": message({
    gracePeriodSeconds: int64(1),
    preconditions: pointer(2, "Preconditions"),
    orphanDependents: flag(3),
    propagationPolicy: text(4),
    dryRun: texts(5),
    ignoreStoreReadErrorWithClusterBreakingPotential: flag(6),
  }),
  "meta/v1/Preconditions": message({ uid: text(1), resourceVersion: text(2) }),
  "meta/v1/APIVersions": message({
    versions: texts(1),
    serverAddressByClientCIDRs: list(2, "ServerAddressByClientCIDR"),
  }),
  "meta/v1/ServerAddressByClientCIDR": message(
    { clientCIDR: text(1), serverAddress: text(2) },
    "clientCIDR",
    "serverAddress",
  ),
  "meta/v1/APIGroupList": message({ groups: list(1, "APIGroup") }),
  "meta/v1/APIGroup": message(
    {
      name: text(1),
      versions: list(2, "GroupVersionForDiscovery"),
      preferredVersion: plain(3, "GroupVersionForDiscovery"),
      serverAddressByClientCIDRs: list(4, "ServerAddressByClientCIDR"),
    },
    "name",
  ),
  "meta/v1/GroupVersionForDiscovery": message({ groupVersion: text(1), version: text(2) }, "groupVersion", "version"),
  "meta/v1/APIResourceList": message({ groupVersion: text(1), resources: list(2, "APIResource") }, "groupVersion"),
  "meta/v1/APIResource": message(
    {
      name: text(1),
      namespaced: flag(2),
      kind: text(3),
      verbs: { type: "array", protobuf: [4, "Verbs"], items: { type: "string" } },
      shortNames: texts(5),
      singularName: text(6),
      categories: texts(7),
      group: omitted(text(8)),
      version: omitted(text(9)),
      storageVersionHash: omitted(text(10)),
    },
    "name",
    "namespaced",
    "kind",
    "singularName",
  ),
};
