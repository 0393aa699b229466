/** Lives of custom resources: every list and map type, and what no schema speaks of. */
import type { JsonObject } from "../../../src/meta/schema.js";
import { type Kind, life, type Scenario } from "./scenario.js";
import { apply, create, json, merge, take } from "./steps.js";

export const widgetGroup = "h-apply.example.com";

export const widgets: Kind = { kind: "Widget", apiVersion: `${widgetGroup}/v1`, plural: "widgets", namespaced: true };
const widgetsV2 = { version: `${widgetGroup}/v2` };

const text = { type: "string" };
const atomic = { "x-kubernetes-map-type": "atomic" };
const part = { a: text, b: { type: "integer" } };
const open = { "x-kubernetes-preserve-unknown-fields": true };
const keyed = (keys: readonly string[], properties: JsonObject): JsonObject => ({
  type: "array",
  "x-kubernetes-list-type": "map",
  "x-kubernetes-list-map-keys": [...keys],
  items: { type: "object", required: keys.filter((key) => key !== "p"), properties },
});

/** Of a widget's spec. */
export const widgetSpec: JsonObject = {
  type: "object",
  properties: {
    set: { type: "array", "x-kubernetes-list-type": "set", items: text },
    numbers: { type: "array", "x-kubernetes-list-type": "set", items: { type: "integer" } },
    plain: { type: "array", items: { type: "object", properties: part } },
    one: keyed(["name"], { name: text, value: text, inner: { type: "object", properties: part } }),
    two: keyed(["n", "p"], { n: { type: "integer" }, p: { ...text, default: "TCP" }, value: text }),
    flags: keyed(["on"], { on: { type: "boolean" }, value: text }),
    deep: keyed(["name"], { name: text, list: keyed(["name"], { name: text, value: text }) }),
    struct: { type: "object", properties: part },
    whole: { type: "object", properties: part, ...atomic },
    map: { type: "object", additionalProperties: text },
    maps: { type: "object", additionalProperties: { type: "object", properties: part } },
    wholeMap: { type: "object", additionalProperties: text, ...atomic },
    open: { type: "object", ...open },
    half: { type: "object", properties: part, ...open },
    either: { "x-kubernetes-int-or-string": true },
    maybe: { ...text, nullable: true },
    number: { type: "number" },
    flag: { type: "boolean" },
    defaulted: { type: "object", default: {}, properties: { a: { ...text, default: "x" } } },
  },
};

const spec = (values: JsonObject): JsonObject => ({ spec: values });

export const customScenarios: readonly Scenario[] = [
  life(
    "sets of texts and numbers",
    widgets,
    apply("a", spec({ set: ["b", "a"], numbers: [10, 9, -1] })),
    apply("b", spec({ set: ["c", "a"], numbers: [9, 100] })),
    apply("a", spec({ set: ["x", "b"], numbers: [] })),
    apply("b", spec({ set: ["a", "a"] })),
    apply("b", spec({ set: [1] })),
    apply("b", spec({ numbers: [1.5] })),
    merge("c", spec({ set: ["z"] })),
    apply("b", spec({})),
  ),
  life(
    "lists by key, with a default and of several kinds",
    widgets,
    apply(
      "a",
      spec({
        one: [{ name: "x", value: "1" }, { name: "y" }],
        two: [{ n: 1 }, { n: 1, p: "UDP" }, { n: 20 }, { n: 3 }],
      }),
    ),
    apply("b", spec({ two: [{ n: 1, p: "TCP", value: "v" }], flags: [{ on: true, value: "t" }, { on: false }] })),
    apply("c", spec({ one: [{ name: "x", value: "2" }] })),
    take("c", spec({ one: [{ name: "x", value: "2", inner: { a: "1" } }] })),
    apply("a", spec({ one: [{ name: "y" }] })),
    apply("c", spec({ one: [{ name: "x", inner: {} }] })),
    merge("d", spec({ one: [{ name: "q", inner: { a: "1" } }], two: [{ n: 5 }] })),
    apply("c", spec({})),
  ),
  life(
    "lists in lists",
    widgets,
    apply("a", spec({ deep: [{ name: "x", list: [{ name: "i", value: "1" }, { name: "j" }] }] })),
    apply("b", spec({ deep: [{ name: "x", list: [{ name: "k" }, { name: "i" }] }, { name: "y" }] })),
    apply("a", spec({ deep: [{ name: "x", list: [{ name: "j" }] }] })),
    apply("b", spec({ deep: [{ name: "x", list: [] }] })),
    apply("a", spec({ deep: [{ name: "x" }] })),
    apply("a", spec({})),
  ),
  life(
    "structs and maps, whole and in parts",
    widgets,
    apply(
      "a",
      spec({
        struct: { a: "1", b: 1 },
        whole: { a: "1" },
        map: { k: "1", l: "1" },
        wholeMap: { k: "1" },
        maps: { m: { a: "1" }, n: {} },
      }),
    ),
    apply("b", spec({ struct: { b: 1 }, map: { l: "1" }, maps: { m: { b: 2 } } })),
    apply("b", spec({ whole: { b: 1 } })),
    take("b", spec({ whole: { a: "1", b: 1 }, wholeMap: {} })),
    apply("a", spec({ struct: { a: "1" }, map: {}, maps: { m: {} } })),
    apply("b", spec({ maps: { o: null } })),
    apply("a", spec({ struct: {}, map: null })),
    apply("a", {}),
    apply("b", {}),
  ),
  life(
    "updates own parents that were not there",
    widgets,
    create(
      "a",
      spec({
        struct: { a: "1" },
        one: [{ name: "x", inner: { a: "1" } }],
        set: ["a"],
        map: { k: "1" },
        maps: { m: { a: "1" } },
        open: { a: { b: [1] } },
      }),
    ),
    merge(
      "b",
      spec({
        struct: { a: "1", b: 2 },
        one: [{ name: "x" }, { name: "y", value: "1" }],
        set: ["b"],
        maps: { n: {} },
        half: { a: "1", z: { y: 1 } },
      }),
    ),
    merge("c", spec({ open: { a: { b: [1] } }, struct: null, one: [], map: {} })),
    merge("d", spec({ open: { a: "text", c: {} } })),
    merge("e", spec({ open: { a: { b: { c: 1 } } } })),
    merge("f", spec({ open: { a: [1] } })),
    merge("g", { spec: null }),
    json("h", [{ op: "add", path: "/spec", value: {} }]),
  ),
  life(
    "what no schema speaks of is owned by what it is",
    widgets,
    apply(
      "a",
      spec({ open: { x: { y: { z: 1 }, list: [{ a: 1 }, 2] }, n: null, e: {} }, half: { a: "1", free: { q: 1 } } }),
    ),
    apply("b", spec({ open: { x: { y: { w: 2 } } }, half: { b: 1, free: { r: 1 } } })),
    apply("b", spec({ open: { x: { list: [1] } } })),
    apply("b", spec({ open: { x: "text" } })),
    take("b", spec({ open: { x: "text" } })),
    apply("a", spec({ open: { n: null } })),
    apply("b", spec({ open: {} })),
  ),
  life(
    "null, nullable and defaults",
    widgets,
    apply("a", spec({ maybe: null, flag: null, number: null, struct: null, set: null })),
    apply("b", spec({ maybe: "x", either: 1, number: 1.5 })),
    apply("a", spec({ either: "1" })),
    apply("a", spec({ number: 2 })),
    take("a", spec({ maybe: null })),
    apply("b", spec({ defaulted: { a: "y" } })),
    apply("b", spec({ defaulted: {} })),
  ),
  life(
    "shapes that do not fit",
    widgets,
    apply("a", spec({ set: "x" })),
    apply("a", spec({ set: [null] })),
    apply("a", spec({ set: [{}] })),
    apply("a", spec({ set: [[]] })),
    apply("a", spec({ one: [{}] })),
    apply("a", spec({ one: [{ name: "x" }, { name: "x" }] })),
    apply("a", spec({ two: [{ p: "x" }] })),
    apply("a", spec({ flag: "x", number: true, either: true })),
    apply("a", spec({ either: [] })),
    apply("a", spec({ struct: [], map: { a: 1 }, maps: { a: "x" }, whole: [1], wholeMap: "x" })),
    apply("a", spec({ unknown: 1 })),
    apply("a", { unknown: 1 }),
    apply("a", spec({ plain: {} })),
    apply("a", spec({ struct: { b: "x" } })),
  ),
  life(
    "versions keep their own records",
    widgets,
    apply("a", spec({ struct: { a: "1" }, map: { k: "1" } })),
    merge("u", spec({ map: { l: "1" } }), widgetsV2),
    apply("b", spec({ struct: { a: "2" } }), widgetsV2),
    apply("b", spec({ struct: { b: 2 } }), widgetsV2),
    apply("a", spec({ struct: { a: "1" } }), widgetsV2),
    apply("b", spec({ map: { m: "1" } })),
    merge("u", spec({ map: { l: "2", k: "3" } })),
  ),
];
