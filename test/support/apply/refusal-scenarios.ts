/** What is refused, and how it is said. */
import type { JsonObject } from "../../../src/meta/schema.js";
import { configMaps, life, podTemplates, type Scenario } from "./scenario.js";
import { apply, create, merge, update } from "./steps.js";

const data = (values: JsonObject): JsonObject => ({ data: values });
const container = (more: JsonObject): JsonObject => ({ name: "c", image: "i:1", ...more });
const template = (...containers: readonly JsonObject[]): JsonObject => ({
  template: { spec: { containers: [...containers] } },
});

export const refusalScenarios: readonly Scenario[] = [
  life(
    "configurations that make no sense",
    configMaps,
    apply("a", data({ x: "1" })),
    apply("a", { foo: 1 }),
    apply("a", { data: { a: 1 } }),
    apply("a", { data: [1], immutable: "x" }),
    apply("a", { data: "x", binaryData: { a: 1.5 }, metadata: { labels: { a: true } } }),
    apply("a", { metadata: { labels: ["a"], ownerReferences: [{ kind: "x" }] } }),
    apply("a", "[]"),
    apply("a", ""),
    apply("a", "null"),
    apply("a", "x"),
    apply("a", { metadata: { managedFields: [] } }),
    apply("a", { metadata: { managedFields: null } }),
    apply("a", { metadata: { name: "other" } }),
    apply("a", '{"apiVersion":"v1","kind":"ConfigMap"}'),
    apply("a", '{"apiVersion":"v1","kind":"ConfigMap","data":{"x":"2"}}'),
    apply("a", '{"apiVersion":"v1","metadata":{"name":"subject"}}'),
    apply("a", '{"kind":"ConfigMap","metadata":{"name":"subject"}}'),
    apply("a", '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"subject"}}'),
    apply("a", { metadata: { namespace: "elsewhere" } }),
    apply("a", { metadata: { resourceVersion: "1" } }),
    apply("a", { metadata: { uid: "x" } }),
    apply("m".repeat(129), data({ x: "1" })),
    apply("a\n", data({ x: "1" })),
    merge("a", {}, { force: true }),
    merge("a", {}, { force: false }),
    create("m".repeat(129), { metadata: { name: "other" } }),
    update("a\t", {}),
    apply("a", data({ x: "1" }), { query: "&fieldValidation=Strict" }),
    apply("a", '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"subject"},"data":{"x":"1","x":"2"}}', {
      query: "&fieldValidation=Strict",
    }),
    apply("a", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: subject}\ndata:\n  x: '5'\n"),
    apply("b", data({ x: "7" }), { query: "&dryRun=All" }),
    apply("b", data({ x: "7" }), { query: "&dryRun=All", force: true }),
  ),
  life(
    "an apply makes what is not there",
    configMaps,
    apply("a", { metadata: { resourceVersion: "5" }, ...data({ x: "1" }) }),
    { how: "delete", as: "", body: {} },
    apply("a", { metadata: { uid: "x" } }),
    apply("a", {}),
    { how: "delete", as: "", body: {} },
    apply("a", data({ x: "1" }), { query: "&dryRun=All" }),
    apply("a", data({ x: "1" }), { sub: "status" }),
    merge("a", data({ x: "1" })),
  ),
  life(
    "shapes of pods that make no sense",
    podTemplates,
    apply("a", template({ image: "x" })),
    apply("a", template(container({ resources: { limits: { cpu: "abc" } } }))),
    apply("a", template(container({ livenessProbe: { httpGet: { port: [1] } } }))),
    apply("a", template(container({}), container({}))),
    apply("a", { template: { spec: { containers: [1] } } }),
    apply("a", { template: { spec: { containers: [null] } } }),
    apply("a", { template: { spec: { containers: {} } } }),
    apply("a", { template: { spec: { hostNetwork: "yes", terminationGracePeriodSeconds: "x" } } }),
    apply("a", { template: { spec: { priority: 1.5, dnsPolicy: 3, tolerations: "x", nodeSelector: [] } } }),
    apply("a", template(container({ resources: { limits: { cpu: {} } }, livenessProbe: { httpGet: { port: [1] } } }))),
    apply("a", { metadata: { finalizers: [1] } }),
    apply("a", { metadata: { finalizers: [{ a: 1 }] } }),
    apply("a", { metadata: { finalizers: [null] } }),
    apply("a", { metadata: { finalizers: [[1]] } }),
  ),
];
