/** The record itself: times, its limit, resets, rewriting, and the way from client-side apply. */
import type { JsonObject } from "../../../src/meta/schema.js";
import { configMaps, life, type Scenario, type Step, slowLife } from "./scenario.js";
import { apply, create, json, merge, take, update } from "./steps.js";

const data = (values: JsonObject): JsonObject => ({ data: values });
const lastApplied = (value: JsonObject): JsonObject => ({
  "kubectl.kubernetes.io/last-applied-configuration": `${JSON.stringify(value)}\n`,
});
const subject = (more: JsonObject): JsonObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "subject", namespace: "default" },
  ...more,
});

export const recordScenarios: readonly Scenario[] = [
  slowLife(
    "times change with the fields alone",
    configMaps,
    create("z", data({ x: "1" })),
    apply("a", data({ y: "1" })),
    apply("a", data({ y: "1" })),
    apply("b", data({ y: "1" })),
    merge("z", data({ x: "1" })),
    merge("z", data({ x: "2" })),
    apply("a", data({ y: "1", x: "2" })),
    update("z", data({ x: "2", y: "1", w: "1" })),
    merge("c", data({ w: null })),
  ),
  slowLife(
    "more than ten managers that update share a record",
    configMaps,
    ...Array.from(
      { length: 14 },
      (_, at): Step => (at === 0 ? create("m0", data({ k0: "1" })) : merge(`m${at}`, data({ [`k${at}`]: "1" }))),
    ),
    apply("a", data({ k13: "1" })),
  ),
  slowLife(
    "a reset drops the record until somebody applies",
    configMaps,
    create("a", data({ x: "1" })),
    apply("b", data({ y: "1" })),
    merge("c", { metadata: { managedFields: [{}] } }),
    merge("d", data({ z: "1" })),
    apply("e", data({ x: "1" })),
    apply("e", data({ x: "2" })),
    update("f", { ...data({ x: "9" }), metadata: { managedFields: [{}] } }),
  ),
  slowLife(
    "a client may rewrite the record",
    configMaps,
    create("kubectl-client-side-apply", data({ x: "1", y: "1" })),
    json("kubectl", [
      {
        op: "replace",
        path: "/metadata/managedFields",
        value: [
          {
            manager: "kubectl",
            operation: "Apply",
            apiVersion: "v1",
            time: "2024-01-01T00:00:00Z",
            fieldsType: "FieldsV1",
            fieldsV1: { "f:data": { "f:y": {}, ".": {}, "f:x": {} } },
          },
        ],
      },
    ]),
    apply("kubectl", data({ x: "2" })),
    merge("c", { metadata: { managedFields: [] } }),
    merge("c", { metadata: { managedFields: [{ manager: "q", operation: "Wrong" }] } }),
    merge("c", {
      metadata: {
        managedFields: [
          {
            manager: "q",
            operation: "Update",
            apiVersion: "v1",
            fieldsType: "FieldsV1",
            fieldsV1: { "f:data": { "f:b": {}, "f:a": {} } },
          },
          {
            manager: "q",
            operation: "Update",
            apiVersion: "v1",
            fieldsType: "FieldsV1",
            fieldsV1: { "f:data": { "f:x": {} } },
          },
        ],
      },
    }),
    merge("c", {
      metadata: {
        managedFields: [
          {
            manager: "v",
            operation: "Update",
            apiVersion: "v9",
            fieldsType: "FieldsV1",
            fieldsV1: { "f:data": { "f:x": {} } },
          },
        ],
      },
    }),
    merge("c", data({ n: "1" })),
    create("q", {
      metadata: {
        name: "other",
        managedFields: [
          {
            manager: "v",
            operation: "Update",
            apiVersion: "v1",
            fieldsType: "FieldsV1",
            fieldsV1: { "f:data": { "f:x": {} } },
          },
        ],
      },
    }),
  ),
  life(
    "kubectl takes over what it applied on the client's side",
    configMaps,
    create("kubectl-client-side-apply", {
      ...data({ x: "1", y: "1" }),
      metadata: { annotations: lastApplied(subject(data({ x: "1", y: "1" }))) },
    }),
    apply("other", data({ x: "3" })),
    apply("kubectl", data({ x: "3", y: "1" })),
    merge("edit", data({ y: "9" })),
    apply("kubectl", data({ x: "3", y: "1" })),
    take("kubectl", {
      ...data({ x: "3", y: "1" }),
      metadata: { annotations: { "kubectl.kubernetes.io/last-applied-configuration": "x", other: "1" } },
    }),
  ),
  life(
    "nobody named: the user agent, or unknown",
    configMaps,
    create("", data({ x: "1" })),
    merge("", data({ x: "2" })),
    apply("", data({ x: "2" })),
  ),
];
