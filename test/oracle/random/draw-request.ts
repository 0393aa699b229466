/** Draws the requests of a random sequence about one kind, in an order in which most of them find something. */
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";
import type { Kind } from "../cases/kinds.js";
import type { Draw } from "./draw.js";
import { mutated, partOf, pointers, randomMetadata, randomValue, textOf } from "./draw-bodies.js";
import { drawMore } from "./draw-more.js";
import { randomAccept, randomQuery } from "./draw-options.js";
import { oddCbor } from "./odd-cbor.js";
import type { Random } from "./random.js";

export interface Subject {
  readonly kind: Kind;
  readonly cbor: boolean;
  /** The bytes of an object as protobuf; undefined where its kind has none. */
  readonly protobuf: (object: JsonObject) => Buffer | undefined;
}

const verbs: readonly (readonly [weight: number, draw: (drawing: Drawing) => Draw])[] = [
  [12, drawCreate],
  [10, drawGet],
  [16, drawList],
  [2, drawWatch],
  [14, drawPut],
  [22, drawPatch],
  [10, drawApply],
  [8, drawDelete],
  [3, drawDeleteCollection],
  [3, drawOdd],
  [6, (drawing) => drawMore({ ...drawing, own: listed(drawing) })],
];
const totalWeight = verbs.reduce((sum, [weight]) => sum + weight, 0);

interface Drawing extends Subject {
  readonly random: Random;
  /** Numbers of the answers there are. */
  readonly answers: readonly number[];
  readonly sample: JsonObject;
  readonly name: string;
}

export function drawSequence(random: Random, subject: Subject, length: number): readonly Draw[] {
  const { kind } = subject;
  const draws: Draw[] = kind.before.map(({ method, path, body }) => ({ method, path, body: body as JsonValue }));
  while (draws.length < length + kind.before.length) {
    const sample = random.pick([...kind.samples.values()]) as unknown as JsonObject;
    const name = String((sample.metadata as JsonObject).name);
    const answers = draws.map((_draw, at) => at + 1).slice(kind.before.length);
    const drawing = { ...subject, random, answers, sample, name: random.chance(75) ? name : `${name}-b` };
    draws.push(draws.length === kind.before.length ? withoutAnswers(birth(drawing)) : drawVerb(drawing));
  }
  return draws;
}

/** There is nothing yet that it could name. */
function withoutAnswers(draw: Draw): Draw {
  return JSON.parse(JSON.stringify(draw).replaceAll(/\{(?:rv|uid):\d+\}/g, "x")) as Draw;
}

function drawVerb(drawing: Drawing): Draw {
  let place = drawing.random.below(totalWeight);
  for (const [weight, draw] of verbs) {
    if (place < weight) return draw(drawing);
    place -= weight;
  }
  return drawGet(drawing);
}

/** Nearly always there is something then. */
function birth(drawing: Drawing): Draw {
  const { random, sample, kind } = drawing;
  if (random.chance(30)) return drawCreate(drawing);
  const metadata = { ...(sample.metadata as JsonObject), labels: { set: "NS", l: "1" } };
  return { method: "POST", path: kind.collection, body: { ...sample, metadata } };
}

function objectFor({ random, sample, name }: Drawing): JsonObject {
  const object: JsonObject = {
    ...sample,
    metadata: { ...(sample.metadata as JsonObject), name, ...randomMetadata(random) },
  };
  return (random.chance(25) ? mutated(random, object) : object) as JsonObject;
}

/** As a body of any form that may be sent. */
function bodyOf(drawing: Drawing, object: JsonValue): Pick<Draw, "body" | "form" | "headers"> {
  const { random, cbor, protobuf } = drawing;
  const accept = randomAccept(random, cbor);
  const way = random.below(100);
  if (cbor && way < 15) {
    const headers = { "Content-Type": "application/cbor", ...accept };
    const bytes = random.chance(60) ? oddBytes(random, object) : undefined;
    return bytes === undefined ? { body: object, form: "cbor", headers } : { body: bytes, form: "hex", headers };
  }
  if (way < 35 && !JSON.stringify(object).match(/NS|\{rv|\{uid|@raw/)) {
    const bytes = protobuf(object as JsonObject);
    if (bytes !== undefined) {
      const sent = random.chance(90) ? bytes : spoilt(random, bytes);
      return {
        body: sent.toString("hex"),
        form: "hex",
        headers: { "Content-Type": "application/vnd.kubernetes.protobuf", ...accept },
      };
    }
  }
  const types = ["application/json", "application/yaml"];
  const odd = [
    "text/plain",
    "",
    "application/json; charset=utf-8",
    "application/JSON",
    "application/xml",
    "application/merge-patch+json",
    "*/*",
  ];
  const type = random.chance(70) ? {} : { "Content-Type": random.usually(types, odd, 15) };
  return { body: textOf(random, object), headers: { ...type, ...accept } };
}

/** Placeholders cannot be filled in bytes; undefined: the object needs one. */
function oddBytes(random: Random, object: JsonValue): string | undefined {
  const text = JSON.stringify(object).replaceAll('"set":"NS"', '"set":"x"');
  return /NS|\{rv|\{uid|@raw/.test(text) ? undefined : oddCbor(random, JSON.parse(text) as JsonValue);
}

function spoilt(random: Random, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  if (random.chance(40)) return copy.subarray(0, random.below(copy.length));
  copy[random.below(copy.length)] = random.below(256);
  return copy;
}

function drawCreate(drawing: Drawing): Draw {
  const { random, kind } = drawing;
  const path = `${kind.collection}${randomQuery(random, "create", drawing.answers)}`;
  return { method: "POST", path, ...bodyOf(drawing, objectFor(drawing)) };
}

function onePath(drawing: Drawing): string {
  const { random, kind, name } = drawing;
  const subresources = kind.definition.subresources.filter(({ answers }) => answers === undefined);
  const below = subresources.length > 0 && random.chance(15) ? `/${random.pick(subresources).name}` : "";
  return `${kind.collection}/${random.chance(96) ? name : random.pick(["none", "UPPER", "a%2Fb", "%20"])}${below}`;
}

function drawGet(drawing: Drawing): Draw {
  const { random, answers, cbor } = drawing;
  return {
    method: "GET",
    path: `${onePath(drawing)}${randomQuery(random, "get", answers)}`,
    headers: randomAccept(random, cbor),
  };
}

/** What is not in a namespace is shared with everybody, so the selector has to be its own. */
function listed({ kind }: Drawing): readonly string[] {
  return kind.definition.namespaced ? [] : ["labelSelector=set%3DNS"];
}

function drawList(drawing: Drawing): Draw {
  const { random, answers, cbor, kind } = drawing;
  const path = `${kind.collection}${randomQuery(random, "list", answers, listed(drawing))}`;
  return { method: "GET", path, headers: randomAccept(random, cbor) };
}

function drawWatch(drawing: Drawing): Draw {
  const { random, answers, cbor, kind } = drawing;
  const also = [...listed(drawing), "watch=1", "timeoutSeconds=1"];
  return {
    method: "GET",
    path: `${kind.collection}${randomQuery(random, "watch", answers, also)}`,
    headers: randomAccept(random, cbor),
  };
}

function drawPut(drawing: Drawing): Draw {
  const { random, answers, cbor, kind } = drawing;
  const path = `${onePath(drawing)}${randomQuery(random, "update", answers)}`;
  if (random.chance(35)) return { method: "PUT", path, ...bodyOf(drawing, objectFor(drawing)) };
  const metadata = randomMetadata(random);
  const status = kind.status !== undefined && random.chance(25) ? { status: kind.status as JsonValue } : {};
  const change = {
    ...(random.chance(40) ? (kind.change as JsonObject) : {}),
    ...status,
    ...(random.chance(60) ? { metadata } : {}),
    // The answer may be a Status.
    ...(random.chance(95) ? { kind: drawing.sample.kind, apiVersion: drawing.sample.apiVersion } : {}),
  };
  return {
    method: "PUT",
    path,
    from: random.pick(answers),
    body: change as JsonObject,
    headers: randomAccept(random, cbor),
  };
}

function drawPatch(drawing: Drawing): Draw {
  const { random, answers, cbor } = drawing;
  const path = `${onePath(drawing)}${randomQuery(random, "patch", answers)}`;
  const type = random.usually(["json", "merge", "merge", "strategic-merge"], ["x", "apply"], 2);
  const body = textOf(random, type === "json" ? operations(drawing) : mergeBody(drawing, type === "strategic-merge"));
  return {
    method: "PATCH",
    path,
    body,
    headers: { "Content-Type": `application/${type}-patch+json`, ...randomAccept(random, cbor) },
  };
}

function operations(drawing: Drawing): JsonValue {
  const { random, sample, kind } = drawing;
  if (random.chance(3)) return randomValue(random);
  const known = pointers({
    ...sample,
    ...(kind.change as JsonObject),
    metadata: { name: "", labels: { l: "", set: "" } },
  });
  const odd = [
    "",
    "/",
    "x",
    "/metadata/labels/e.com~1n",
    "/metadata/annotations/a",
    "/metadata/labels/~2",
    "/metadata/finalizers/-",
    "/metadata/finalizers/0",
    "/metadata/finalizers/01",
    "/metadata/finalizers/-1",
    "/unknown",
    "/metadata/labels/none",
  ];
  const path = (): string => (random.chance(60) ? random.pick(known) : random.pick(odd));
  return Array.from({ length: 1 + random.below(3) }, (): JsonObject => {
    const op = random.usually(["add", "replace", "remove", "test", "copy", "move"], ["", "x", "ADD"], 4);
    const needs =
      op === "copy" || op === "move" ? { from: path() } : op === "remove" ? {} : { value: jsonValue(random) };
    const operation: JsonObject = { op, path: path(), ...needs };
    if (random.chance(3)) delete operation[random.pick(Object.keys(operation))];
    return operation;
  });
}

function jsonValue(random: Random): JsonValue {
  return random.chance(60)
    ? random.pick<JsonValue>(["1", "2", { l: "1" }, ["example.com/a"], null])
    : randomValue(random);
}

function mergeBody(drawing: Drawing, strategic: boolean): JsonValue {
  const { random, sample, kind } = drawing;
  const { metadata: _metadata, kind: _kind, apiVersion: _apiVersion, ...rest } = sample;
  const body: JsonObject = {};
  if (random.chance(60)) body.metadata = randomMetadata(random);
  if (random.chance(40)) Object.assign(body, kind.change);
  if (random.chance(40)) Object.assign(body, partOf(random, rest));
  if (kind.status !== undefined && random.chance(15)) body.status = kind.status as JsonValue;
  const changed = random.chance(25) ? mutated(random, body) : structuredClone(body);
  if (strategic && random.chance(40)) direct(random, changed);
  return changed;
}

/** Puts a directive somewhere into a strategic merge patch. */
function direct(random: Random, body: JsonValue): void {
  const objects = [...objectsIn(body)];
  const place = objects.length === 0 ? undefined : random.pick(objects);
  if (place === undefined) return;
  const names = Object.keys(place);
  const name = names.length > 0 ? random.pick(names) : "finalizers";
  const list = ["example.com/a", "example.com/b"];
  const directives: readonly (readonly [string, JsonValue])[] = [
    ["$patch", random.usually(["replace", "merge", "delete"], ["x", 1 as unknown as string, ""])],
    ["$retainKeys", random.usually<JsonValue>([names, [name]], [name, [1], {}])],
    [`$setElementOrder/${name}`, random.usually<JsonValue>([list, [{ name: "c" }], []], [{}, "x", [1]])],
    [`$deleteFromPrimitiveList/${name}`, random.usually<JsonValue>([list], ["x", [1], {}])],
  ];
  const [directive, value] = random.pick(directives);
  place[directive] = value;
}

function* objectsIn(value: JsonValue): Generator<JsonObject> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value;
  for (const member of Object.values(value)) yield* objectsIn(member);
}

function drawApply(drawing: Drawing): Draw {
  const { random, answers, cbor, kind, sample, name } = drawing;
  const manager = random.chance(95) ? [`fieldManager=${random.pick(["a", "b", "c"])}`] : [];
  const also = [...manager, ...(random.chance(50) ? ["force=true"] : [])];
  const path = `${onePath(drawing)}${randomQuery(random, "apply", answers, also).replace(/&fieldManager=[^&]*$/, "")}`;
  const { metadata: _metadata, kind: kindName, apiVersion, ...rest } = sample;
  const metadata = { ...(random.chance(95) ? { name } : {}), ...randomMetadata(random) };
  const some = random.chance(30)
    ? (kind.change as JsonObject)
    : random.chance(60)
      ? rest
      : (partOf(random, rest) as JsonObject);
  const whole: JsonObject = { apiVersion: apiVersion ?? "v1", kind: kindName ?? "", metadata, ...some };
  const body = random.chance(15) ? mutated(random, whole) : whole;
  const accept = randomAccept(random, cbor);
  if (cbor && random.chance(20)) {
    const headers = { "Content-Type": "application/apply-patch+cbor", ...accept };
    const bytes = random.chance(60) ? oddBytes(random, body) : undefined;
    if (bytes !== undefined) return { method: "PATCH", path, body: bytes, form: "hex", headers };
    return { method: "PATCH", path, body, form: "cbor", headers };
  }
  return {
    method: "PATCH",
    path,
    body: textOf(random, body),
    headers: { "Content-Type": "application/apply-patch+yaml", ...accept },
  };
}

function deleteOptions(random: Random): Pick<Draw, "body"> {
  if (random.chance(50)) return {};
  const members: Record<string, () => JsonValue> = {
    kind: () => random.usually(["DeleteOptions"], ["Other", ""]),
    apiVersion: () => random.usually(["v1", "meta.k8s.io/v1"], ["x/v1", ""]),
    gracePeriodSeconds: () => random.usually<JsonValue>([0, 5], [-1, "5", null, 1.5]),
    propagationPolicy: () => random.usually<JsonValue>(["Background", "Foreground", "Orphan"], ["x", "", null]),
    orphanDependents: () => random.usually<JsonValue>([true, false], ["x", null]),
    preconditions: () =>
      random.usually<JsonValue>(
        [{ uid: "{uid:1}" }, { resourceVersion: "{rv:1}" }, { uid: "x" }],
        [{}, null, 5, { uid: 5 }],
      ),
    dryRun: () => random.usually<JsonValue>([["All"], []], [["x"], "All", [""], null]),
    unknown: () => 1,
  };
  const names = Object.keys(members).filter((_name, at) => random.chance(at < 2 ? 50 : 20));
  return { body: textOf(random, Object.fromEntries(names.map((name) => [name, members[name]?.() ?? null]))) };
}

function drawDelete(drawing: Drawing): Draw {
  const { random, answers, cbor } = drawing;
  const path = `${onePath(drawing)}${randomQuery(random, "delete", answers)}`;
  return { method: "DELETE", path, ...deleteOptions(random), headers: randomAccept(random, cbor) };
}

function drawDeleteCollection(drawing: Drawing): Draw {
  const { random, answers, cbor, kind } = drawing;
  const verb = random.chance(50) ? "delete" : "list";
  const path = `${kind.collection}${randomQuery(random, verb, answers, listed(drawing))}`;
  return { method: "DELETE", path, ...deleteOptions(random), headers: randomAccept(random, cbor) };
}

/** Methods and paths that are nothing, or nearly. */
function drawOdd(drawing: Drawing): Draw {
  const { random, kind } = drawing;
  const one = onePath(drawing);
  const paths = [
    kind.collection,
    `${kind.collection}/`,
    `${one}/`,
    `${one}/none`,
    `${one}/status/none`,
    one,
    one.replace("/namespaces/NS", ""),
    `${kind.collection}/a/b/c/d`,
  ];
  const method = random.pick(["HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "GET", "TRACE", "PURGE"]);
  const path = random.pick(paths);
  // A collection that everybody shares is neither emptied nor listed.
  if (!kind.definition.namespaced && path.replace(/\/$/, "") === kind.collection) return { method: "PUT", path };
  return { method, path };
}
