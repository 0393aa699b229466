/** Lives of ConfigMaps and Secrets: keys, conflicts, updates, sets, system metadata. */
import type { JsonObject } from "../../../src/meta/schema.js";
import { configMaps, life, type Scenario, secrets } from "./scenario.js";
import { apply, create, json, merge, strategic, take, update } from "./steps.js";

const data = (values: JsonObject): JsonObject => ({ data: values });
const labels = (values: JsonObject | null): JsonObject => ({ metadata: { labels: values } });

export const mapScenarios: readonly Scenario[] = [
  life(
    "applied keys come, go and stay with others",
    configMaps,
    apply("a", data({ x: "1", y: "2" })),
    apply("b", data({ y: "2", z: "3" })),
    apply("a", data({ x: "1" })),
    apply("b", data({})),
    apply("a", {}),
  ),
  life(
    "a conflict names every owner, force takes over",
    configMaps,
    apply("a", data({ x: "1", y: "1" })),
    apply("b", data({ x: "1" })),
    apply("c", data({ x: "2" })),
    apply("c", data({ x: "2", y: "2" })),
    take("c", data({ x: "2" })),
    apply("c", data({ x: "3" })),
    apply("a", data({ x: "3" })),
  ),
  life(
    "empty and null maps are owned themselves",
    configMaps,
    apply("a", data({})),
    apply("b", { data: null, metadata: { labels: {}, annotations: null, finalizers: [] } }),
    apply("c", data({ x: null })),
    apply("a", labels({})),
    apply("b", {}),
  ),
  life(
    "updates own what they change",
    configMaps,
    create("a", { ...data({ x: "1" }), metadata: { labels: { l: "1" }, annotations: { n: "1" } } }),
    update("b", { ...data({ x: "2", y: "1" }), metadata: { labels: { l: "1", m: "2" } } }),
    merge("c", data({ y: null, z: "1" })),
    merge("c", { immutable: false }),
    json("d", [
      { op: "add", path: "/data/q", value: "1" },
      { op: "remove", path: "/metadata/labels" },
    ]),
    strategic("e", { metadata: { labels: { s: "1" } }, data: { q: "2" } }),
    update("b", {}),
  ),
  life(
    "the same manager has a record for each operation",
    configMaps,
    create("a", data({ x: "1" })),
    apply("a", data({ x: "1", y: "1" })),
    apply("a", data({ x: "2", y: "1" })),
    take("a", data({ x: "2", y: "1" })),
    merge("a", data({ y: "3" })),
    apply("a", data({ y: "3" })),
  ),
  life(
    "finalizers are a set, owner references a map by uid",
    configMaps,
    apply("a", { metadata: { finalizers: ["example.com/a", "example.com/b"] } }),
    apply("b", { metadata: { finalizers: ["example.com/c", "example.com/a"] } }),
    apply("a", {
      metadata: {
        finalizers: ["example.com/b"],
        ownerReferences: [{ apiVersion: "v1", kind: "Node", name: "n", uid: "u1" }],
      },
    }),
    apply("b", { metadata: { ownerReferences: [{ apiVersion: "v1", kind: "Node", name: "n", uid: "u2" }] } }),
    apply("a", { metadata: { finalizers: ["example.com/b", "example.com/b"] } }),
    apply("a", { metadata: { ownerReferences: [{ apiVersion: "v1", kind: "Node", name: "m", uid: "u2" }] } }),
    merge("c", { metadata: { finalizers: null, ownerReferences: null } }),
  ),
  life(
    "system metadata is nobody's",
    configMaps,
    apply("a", {
      metadata: {
        namespace: "NAMESPACE",
        creationTimestamp: "2020-01-01T00:00:00Z",
        generation: 7,
        selfLink: "/x",
        labels: { a: "b" },
      },
    }),
    apply("a", { metadata: { deletionTimestamp: "2020-01-01T00:00:00Z", labels: { a: "b" } } }),
    apply("a", { metadata: { generateName: "x", labels: { a: "b" } } }),
    create("b", { metadata: { name: "other", generateName: "x", labels: { a: "b" } } }),
  ),
  life(
    "secrets: stringData is written and never seen",
    secrets,
    apply("a", { stringData: { x: "hush" } }),
    apply("b", { data: { x: "aHVzaA==" } }),
    apply("b", { data: { x: "aHVzaAo=" } }),
    apply("a", { stringData: {} }),
    apply("b", { type: "Opaque" }),
  ),
];
