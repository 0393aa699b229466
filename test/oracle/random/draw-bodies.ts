/** Random objects, near to valid ones, and the texts they are sent as. */
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";
import { isObject } from "./draw.js";
import type { Random } from "./random.js";

/** Stands in an object for a text of JSON that no value of this language is. */
const rawMark = "@raw:";
const oddValues: readonly JsonValue[] = [
  ...[null, "", "text", "7", 0, 7, -1, 1.5, 1e9, 5_000_000_000, true, false],
  ...[
    [],
    {},
    ["x"],
    [null],
    [1],
    [{}],
    [[]],
    { x: "y" },
    { x: null },
    { x: 1 },
    { name: "x" },
    [{ name: "x" }, { name: "x" }],
  ],
  ...[
    "9007199254740993",
    "9223372036854775808",
    "1e3",
    "1.0",
    "-0",
    "1e400",
    "01",
    '"\\ud800"',
    '"\\u0000"',
    "tru",
  ].map((raw) => rawMark + raw),
  ...[
    "2020-01-01T00:00:00Z",
    "2020-01-01T00:00:00.123456Z",
    "2020-01-01",
    "1Gi",
    "100m",
    "0.1",
    "1e3",
    "٣",
    "ä\u0000",
    "NS",
  ],
];

const times = ["2020-01-01T00:00:00Z", "2020-01-01T02:00:00+02:00", "2020-01-01", null, ""];
const labelValues: readonly JsonValue[] = ["1", "2", "", null, "a b", "-x", 5, "x".repeat(64)];
const finalizers = ["example.com/a", "example.com/b", "foregroundDeletion", "orphan", "kubernetes", "x", ""];

export function randomLabels(random: Random): JsonObject {
  const keys = random.some(["l", "m", "e.com/n"]);
  if (random.chance(5)) keys.push(random.pick(["a b", "", "/", "e.com/", "x".repeat(64)]));
  return Object.fromEntries(keys.map((key) => [key, random.usually(["1", "2"], labelValues, 5)]));
}

/** What a request says of its object's metadata, besides the name. */
export function randomMetadata(random: Random): JsonObject {
  const members: Record<string, () => JsonValue> = {
    labels: () => ({ set: "NS", ...randomLabels(random) }),
    annotations: () => randomLabels(random),
    finalizers: () => random.some(random.chance(80) ? finalizers.slice(0, 2) : finalizers),
    ownerReferences: () =>
      random.usually<JsonValue>([[], [owner(random)]], [[owner(random), owner(random)], null, [{}]]),
    creationTimestamp: () => random.pick(times),
    deletionTimestamp: () => random.pick(times),
    deletionGracePeriodSeconds: () => random.pick([0, 5, null, -1]),
    generation: () => random.pick([0, 1, 7, -1]),
    selfLink: () => random.pick(["/x", ""]),
    uid: () => random.pick(["", "x", "{uid:1}"]),
    resourceVersion: () => random.pick(["", "0", "x", "{rv:1}", "-1"]),
    generateName: () => random.pick(["g-", "", "G-", "x".repeat(70)]),
    namespace: () => random.pick(["NS", "", "other"]),
    managedFields: () =>
      random.pick<JsonValue>([
        [],
        [{}],
        null,
        [owned],
        [{ ...owned, operation: "Own" }],
        [{ ...owned, fieldsV1: { "f:x": 1 } }],
      ]),
  };
  const rare = random.chance(35);
  const names = Object.keys(members).filter((_name, at) => random.chance(at < 3 ? 40 : rare ? 8 : 0));
  return Object.fromEntries(names.map((name) => [name, members[name]?.() ?? null]));
}

const owned = {
  manager: "m",
  operation: "Update",
  apiVersion: "v1",
  time: "2020-01-01T00:00:00Z",
  fieldsType: "FieldsV1",
  fieldsV1: { "f:data": {} },
};

function owner(random: Random): JsonObject {
  return {
    apiVersion: random.usually(["v1"], ["", "x/y/z", "apps/v1"]),
    kind: random.usually(["ConfigMap"], ["", "Event"]),
    name: random.usually(["o"], [""]),
    uid: random.usually(["u", "w"], ["", "{uid:1}"]),
    ...(random.chance(40) ? { controller: random.chance(70) } : {}),
    ...(random.chance(30) ? { blockOwnerDeletion: true } : {}),
  };
}

/** The object with a few of its values changed to what may not fit. */
export function mutated(random: Random, object: JsonValue, times = 1 + random.below(2)): JsonValue {
  const copy = structuredClone(object);
  for (let at = 0; at < times; at++) mutateOne(random, copy);
  return copy;
}

function mutateOne(random: Random, object: JsonValue): void {
  const places = [...containers(object)];
  const place = places.length === 0 ? undefined : random.pick(places);
  if (place === undefined) return;
  const value = randomValue(random);
  if (Array.isArray(place)) {
    const again = random.chance(30) && place.length > 0 ? structuredClone(random.pick(place)) : undefined;
    if (again !== undefined) place.push(again);
    else if (place.length === 0 || random.chance(30)) place.push(value);
    else place[random.below(place.length)] = value;
    return;
  }
  const names = Object.keys(place);
  const name =
    names.length === 0 || random.chance(15) ? random.pick(["unknown", "", "a.b", "Name", "x"]) : random.pick(names);
  if (random.chance(15)) delete place[name];
  else place[name] = value;
}

function* containers(value: JsonValue): Generator<JsonValue[] | JsonObject> {
  if (typeof value !== "object" || value === null) return;
  yield value;
  for (const member of Object.values(value)) yield* containers(member);
}

/** Some of an object: what an apply or a merge patch says. */
export function partOf(random: Random, value: JsonValue, percent = 75): JsonValue {
  if (Array.isArray(value)) return value.filter(() => random.chance(90)).map((item) => partOf(random, item, 90));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([name]) => name === "name" || random.chance(percent));
  return Object.fromEntries(kept.map(([name, member]) => [name, partOf(random, member, percent)]));
}

/** Pointers to what is in an object. */
export function pointers(value: JsonValue, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [path];
  const inside = Object.entries(value).flatMap(([name, member]) => {
    const token = name.replaceAll("~", "~0").replaceAll("/", "~1");
    return pointers(member as JsonValue, `${path}/${token}`);
  });
  return [path, ...inside];
}

/** JSON, rarely with a member twice, in halves or with something behind it. */
export function textOf(random: Random, value: JsonValue): JsonValue {
  const text = JSON.stringify(value);
  const raw = text.replaceAll(
    /"@raw:((?:[^"\\]|\\.)*)"/g,
    (_whole, inner: string) => JSON.parse(`"${inner}"`) as string,
  );
  const odd = random.below(100);
  if (odd < 2) return raw.slice(0, random.below(raw.length));
  if (odd < 3) return `${raw}${random.pick([" ", "\n", "x", "{}", "\u0000"])}`;
  if (odd < 6) return raw.replace(/("(\w+)":("[^"]*"|\d+|true|\{\}))/, "$1,$1");
  return raw === text ? value : raw;
}

export function randomValue(random: Random): JsonValue {
  return structuredClone(random.pick(oddValues));
}
