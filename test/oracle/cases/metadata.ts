/** Metadata: names, generated names, owners, finalizers, what nobody may change; options of writes; optimistic locking. */
import type { Case, Shown, Step } from "../case.js";
import { configMap, configMaps, get, jsonPatch, patch, post, put, quietly, steps, strategicPatch } from "./steps.js";

const one = `${configMaps}/a`;
const create = (metadata: object, query = ""): Step => post(configMaps + query, { metadata });

const names: readonly Case[] = [
  "a",
  "a-",
  "-a",
  "a..b",
  ".a",
  "a.",
  "A",
  "a_b",
  "a/b",
  "a%b",
  ".",
  "..",
  "ä",
  "a b",
  "0",
  "x".repeat(253),
  "x".repeat(254),
].map((name) => steps(`create "${name.slice(0, 20)}" (${name.length})`, create({ name })));

const generated: readonly Case[] = [
  ...["a-", "a.b-", "A-", "-", `${"x".repeat(57)}-${"y".repeat(9)}`].map((generateName) =>
    steps(`create with generateName "${generateName.slice(0, 20)}"`, create({ generateName }, "?dryRun=All")),
  ),
  steps("create with both a name and generateName", create({ name: "a", generateName: "b-" })),
  steps("create with an empty name and generateName", create({ name: "", generateName: "" })),
  steps("create with a name of another type", create({ name: 5 })),
];

const owner = { apiVersion: "v1", kind: "ConfigMap", name: "o", uid: "u" };
const owners: readonly (readonly [string, unknown])[] = [
  ["one", [owner]],
  ["one that controls", [{ ...owner, controller: true, blockOwnerDeletion: true }]],
  [
    "two that control",
    [
      { ...owner, controller: true },
      { ...owner, name: "p", uid: "w", controller: true },
    ],
  ],
  ["the same twice", [owner, owner]],
  ["no version", [{ ...owner, apiVersion: "" }]],
  ["a bad version", [{ ...owner, apiVersion: "a/b/c" }]],
  ["no kind", [{ ...owner, kind: "" }]],
  ["no name and uid", [{ ...owner, name: "", uid: "" }]],
  ["an event", [{ ...owner, kind: "Event" }]],
  ["something else than a list", { ...owner }],
  ["null", null],
  ["an empty list", []],
];

const ownerCases: readonly Case[] = owners.flatMap(([name, ownerReferences]) => [
  steps(`create with owners: ${name}`, create({ name: "a", ownerReferences })),
  steps(`update with owners: ${name}`, configMap("a"), patch(one, { metadata: { ownerReferences } })),
]);

const finalizers: readonly Case[] = [
  ["a.b/c"],
  ["a.b/c", "a.b/c"],
  ["orphan"],
  ["foregroundDeletion"],
  ["kubernetes"],
  ["x"],
  ["a b/c"],
  ["/"],
  ["a.b/"],
  [""],
  [5],
].map((list) =>
  steps(
    `finalizers ${JSON.stringify(list)}`,
    create({ name: "a", finalizers: list }),
    configMap("b"),
    patch(`${configMaps}/b`, { metadata: { finalizers: list } }),
  ),
);

const labelValues = ["", "a", "A-b_c.d", "-a", "a-", "ä", "x".repeat(63), "x".repeat(64), "a b"] as const;
const labelKeys = ["a", "a/b", "A.b/c", "/b", "a/", "a/b/c", "", "x".repeat(64), `${"x".repeat(254)}/y`] as const;
const labels: readonly Case[] = [
  ...labelValues.map((value) =>
    steps(`a label of "${value.slice(0, 10)}" (${value.length})`, create({ name: "a", labels: { k: value } })),
  ),
  ...labelKeys.map((key) =>
    steps(
      `a label and annotation named "${key.slice(0, 10)}" (${key.length})`,
      create({ name: "a", labels: { [key]: "v" }, annotations: { [key]: "v" } }),
    ),
  ),
  steps("labels of null", create({ name: "a", labels: { a: null } })),
  steps("labels that are a list", create({ name: "a", labels: [] })),
  steps("annotations too large", create({ name: "a", annotations: { a: "x".repeat(262_144) } })),
  steps(
    "annotations just not too large",
    create({ name: "a", annotations: { a: "x".repeat(262_143) } }, "?dryRun=All"),
  ),
];

const systemFields: readonly Case[] = [
  ["uid", "x"],
  ["uid", ""],
  ["creationTimestamp", "2020-01-01T00:00:00Z"],
  ["creationTimestamp", null],
  ["creationTimestamp", "x"],
  ["deletionTimestamp", "2020-01-01T00:00:00Z"],
  ["deletionGracePeriodSeconds", 5],
  ["generation", 5],
  ["generation", -1],
  ["selfLink", "/x"],
  ["generateName", "x-"],
  ["managedFields", []],
  ["managedFields", [{}]],
  ["name", ""],
  ["namespace", ""],
  ["resourceVersion", "0"],
  ["resourceVersion", ""],
  ["resourceVersion", "x"],
  ["resourceVersion", "-1"],
  ["resourceVersion", 5],
].map(([field, value]) =>
  steps(
    `metadata.${String(field)} of ${JSON.stringify(value)} on create, update and patch`,
    post(configMaps, { metadata: { name: "a", [String(field)]: value } }),
    configMap("b"),
    put(`${configMaps}/b`, { metadata: { name: "b", [String(field)]: value } }),
    patch(`${configMaps}/b`, { metadata: { [String(field)]: value } }),
  ),
);

const stale = (shown: readonly Shown[]): unknown => ({ ...(shown[0] as Shown), data: { k: "stale" } });
const locking: readonly Case[] = [
  steps(
    "update what has changed meanwhile",
    configMap("a"),
    quietly(patch(one, { data: { k: "w" } })),
    put(one, stale),
    get(one),
  ),
  steps("update with the same revision twice", configMap("a"), put(one, stale), put(one, stale)),
  steps(
    "patch naming the revision it was read at",
    configMap("a"),
    patch(one, { metadata: { resourceVersion: "{rv:1}" }, data: { k: "1" } }),
    patch(one, { metadata: { resourceVersion: "{rv:1}" }, data: { k: "2" } }),
  ),
  steps(
    "JSON patch testing the revision",
    configMap("a"),
    patch(one, [{ op: "test", path: "/metadata/resourceVersion", value: "{rv:1}" }], jsonPatch),
    patch(one, [{ op: "replace", path: "/metadata/resourceVersion", value: "1" }], jsonPatch),
  ),
  steps(
    "update of what was deleted and made again",
    configMap("a"),
    quietly({ method: "DELETE", path: one }),
    configMap("a"),
    put(one, stale),
  ),
];

const writeOptions: readonly Case[] = [
  ...["All", "all", "", "None", "All&dryRun=All", "All&dryRun=Some"].flatMap((dryRun) => [
    steps(`create with dryRun=${dryRun}`, create({ name: "a" }, `?dryRun=${dryRun}`), get(one)),
    steps(
      `patch with dryRun=${dryRun}`,
      configMap("a"),
      patch(`${one}?dryRun=${dryRun}`, { data: { x: "y" } }),
      get(one),
    ),
  ]),
  ...["Strict", "Warn", "Ignore", "strict", ""].flatMap((validation) => [
    steps(
      `create with fieldValidation=${validation}`,
      post(
        `${configMaps}?fieldValidation=${validation}`,
        '{"metadata":{"name":"a","x":1,"x":2},"foo":{"b":1},"data":{"a":"b","a":"c"},"data":{}}',
      ),
    ),
    steps(
      `patches with fieldValidation=${validation}`,
      configMap("a"),
      patch(`${one}?fieldValidation=${validation}`, '{"foo":1,"data":{"a":"b","a":"c"}}'),
      patch(`${one}?fieldValidation=${validation}`, '{"foo":1,"data":{"a":"b","a":"c"}}', strategicPatch),
      patch(`${one}?fieldValidation=${validation}`, '[{"op":"add","path":"/foo","value":1,"op":"add"}]', jsonPatch),
    ),
  ]),
  steps("create with a fieldManager", create({ name: "a" }, "?fieldManager=me")),
  steps("create with a fieldManager too long", create({ name: "a" }, `?fieldManager=${"x".repeat(129)}`)),
  steps("create with a fieldManager of control characters", create({ name: "a" }, "?fieldManager=%01")),
  steps("patch with force", configMap("a"), patch(`${one}?force=true`, {})),
  steps("patch with force=x", configMap("a"), patch(`${one}?force=x`, {})),
  steps("create with an unknown parameter", create({ name: "a" }, "?nothing=1")),
];

export const metadataCases: readonly Case[] = [
  ...names,
  ...generated,
  ...ownerCases,
  ...finalizers,
  ...labels,
  ...systemFields,
  ...locking,
  ...writeOptions,
];
