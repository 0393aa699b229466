/** CBOR at fields of each type: which of its forms are taken for which of Go's types, and what is said of the others. */
import type { Case, Step } from "../case.js";
import { bytes, hex, list, map, openList, openMap, tag, text } from "./cbor-bodies.js";
import { configMaps, steps } from "./steps.js";

const named = (name: string): string => map(bytes("name"), bytes(name));
/** A byte string in two pieces. */
const pieces = (first: string, second: string): string => `5f${bytes(first)}${bytes(second)}ff`;
const textPieces = (first: string, second: string): string => `7f${text(first)}${text(second)}ff`;

/** One of each form that CBOR has. */
export const cborValues: Readonly<Record<string, string>> = {
  "an integer": "01",
  "a negative integer": "20",
  "an integer beyond int32": "1b0000000100000000",
  "an integer beyond int64": "1bffffffffffffffff",
  "a whole float": "fb4000000000000000",
  "a fraction": "f93e00",
  infinity: "f97c00",
  "a byte string": bytes("aGk="),
  "a byte string of digits": bytes("1"),
  "an empty byte string": bytes(""),
  "a byte string in pieces": pieces("aG", "k="),
  "a byte string that is no UTF-8": "41ff",
  "a text": text("aGk="),
  "a text in pieces": textPieces("aG", "k="),
  "an empty text": text(""),
  "a text that is no UTF-8": "61ff",
  true: "f5",
  null: "f6",
  undefined: "f7",
  "a list": list(),
  "a list of integers": list("01", "02"),
  "a list of large integers": list("1901ff"),
  "a list of texts": list(text("a")),
  "an open list": openList("01"),
  "a map": map(),
  "a map of texts": map(bytes("k"), bytes("1")),
  "a map with a number for a key": map("01", bytes("v")),
  "a map with a negative number for a key": map("20", bytes("v")),
  "a map with null for a key": map("f6", bytes("1")),
  "a map with true for a key": map("f5", bytes("v")),
  "a map with a list for a key": map(list(), bytes("v")),
  "a map with a key twice": map(bytes("k"), bytes("1"), text("k"), bytes("2")),
  "a map with null behind a text": map(bytes("k"), bytes("1"), bytes("m"), "f6"),
  "a map with null for a key behind another": map(bytes("k"), bytes("1"), "f6", bytes("2")),
  "a map with undefined for a key": map("f7", bytes("1")),
  "a map with a tag for a key": map(tag(0, text("k")), bytes("1")),
  "a map with a time in bytes for a key": map(tag(0, bytes("k")), bytes("1")),
  "a map with base64 for a key": map(tag(22, bytes("k")), bytes("1")),
  "a map with a text that is no UTF-8 for a key": map("61ff", bytes("1")),
  "a map with a key twice and a misfit": map(bytes("a"), list(), bytes("k"), bytes("1"), bytes("k"), bytes("2")),
  "a map with a key twice, a misfit first": map(bytes("k"), list(), bytes("k"), bytes("1")),
  "a map with an unknown key twice": map(bytes("k"), list(), bytes("l"), "f6", bytes("k"), "f6"),
  "a misfit with a key twice in it": list(map(bytes("k"), "f6", bytes("k"), "f6")),
  "a negative integer beyond int64": "3bffffffffffffffff",
  "an open map": openMap(bytes("k"), bytes("1")),
  "a time": tag(0, text("2020-01-01T00:00:00Z")),
  "a time in bytes": bytes("2020-01-01T00:00:00Z"),
  "a time of no sense": tag(0, text("x")),
  "an epoch": tag(1, "1a5e0be100"),
  "an epoch of a text": tag(1, text("x")),
  "a big number": tag(2, "4101"),
  "a base64url": tag(21, bytes("hi~~")),
  "a base64": tag(22, bytes("hi~~")),
  "a base16": tag(23, bytes("hi~~")),
  "a base64 of a text": tag(22, text("hi~~")),
  "a base64 of pieces": tag(22, pieces("hi", ">>")),
  "a base64 of a list": tag(22, list(bytes("hi"), text("hi"))),
  "an unknown tag": tag(999, bytes("aGk=")),
  "self-described": `d9d9f7${bytes("aGk=")}`,
};

type Body = (value: string) => Step;
const create = (path: string, ...members: readonly string[]): Step =>
  hex("POST", `${path}?dryRun=All&fieldValidation=Strict`, map(...members));
const configMap = (...members: readonly string[]): Step =>
  create(configMaps, bytes("metadata"), named("a"), ...members);
const template = (...members: readonly string[]): Step =>
  create(
    "/api/v1/namespaces/NS/podtemplates",
    ...[bytes("metadata"), named("a"), bytes("template")],
    map(
      ...[bytes("metadata"), map(bytes("labels"), map(bytes("a"), bytes("b"))), bytes("spec")],
      map(bytes("containers"), list(map(bytes("name"), bytes("c"), bytes("image"), bytes("i"), ...members))),
    ),
  );
const apps = "/apis/apps/v1/namespaces/NS";

/** A body with the value at a field of that type. */
export const cborFields: Readonly<Record<string, Body>> = {
  "[]byte": (value) => configMap(bytes("binaryData"), map(bytes("k"), value)),
  "map[string]string": (value) => configMap(bytes("data"), value),
  string: (value) => configMap(bytes("data"), map(bytes("k"), value)),
  "*bool": (value) => configMap(bytes("immutable"), value),
  "[]string": (value) => template(bytes("args"), value),
  "resource.Quantity": (value) => template(bytes("resources"), map(bytes("limits"), map(bytes("cpu"), value))),
  "resource list": (value) => template(bytes("resources"), map(bytes("limits"), value)),
  int32: (value) => template(bytes("ports"), list(map(bytes("containerPort"), value))),
  "v1.Time": (value) =>
    create(configMaps, bytes("metadata"), map(bytes("name"), bytes("a"), bytes("deletionTimestamp"), value)),
  "v1.MicroTime": (value) =>
    create(
      "/apis/coordination.k8s.io/v1/namespaces/NS/leases",
      ...[bytes("metadata"), named("a"), bytes("spec"), map(bytes("renewTime"), value)],
    ),
  IntOrString: (value) =>
    create(
      "/apis/policy/v1/namespaces/NS/poddisruptionbudgets",
      ...[bytes("metadata"), named("a"), bytes("spec"), map(bytes("minAvailable"), value)],
    ),
  RawExtension: (value) =>
    create(
      `${apps}/controllerrevisions`,
      ...[bytes("metadata"), named("a"), bytes("revision"), "01", bytes("data"), value],
    ),
  "a member of RawExtension": (value) =>
    create(
      `${apps}/controllerrevisions`,
      ...[bytes("metadata"), named("a"), bytes("revision"), "01", bytes("data"), map(bytes("k"), value)],
    ),
  "int64 of revision": (value) =>
    create(`${apps}/controllerrevisions`, bytes("metadata"), named("a"), bytes("revision"), value),
  FieldsV1: (value) =>
    create(
      configMaps,
      bytes("metadata"),
      map(
        ...[bytes("name"), bytes("a"), bytes("managedFields")],
        list(
          map(
            ...[bytes("manager"), bytes("m"), bytes("operation"), bytes("Update")],
            ...[bytes("apiVersion"), bytes("v1"), bytes("fieldsType"), bytes("FieldsV1"), bytes("fieldsV1"), value],
          ),
        ),
      ),
    ),
  ObjectMeta: (value) => create(configMaps, bytes("metadata"), value),
  "an unknown field": (value) => configMap(bytes("nothing"), value),
  "an unknown field of metadata": (value) =>
    create(configMaps, bytes("data"), map(), bytes("metadata"), map(bytes("name"), bytes("a"), bytes("x"), value)),
  "unknown fields inside and outside": (value) =>
    create(configMaps, bytes("metadata"), map(bytes("x"), value), bytes("nothing"), value, bytes("data"), value),
  "two fields": (value) => configMap(bytes("binaryData"), map(bytes("k"), value), bytes("data"), value),
  "options: dryRun": (value) => options(bytes("dryRun"), value),
  "options: preconditions": (value) => options(bytes("preconditions"), value),
  "options: preconditions.uid": (value) => options(bytes("preconditions"), map(bytes("uid"), value)),
  "options: orphanDependents": (value) => options(bytes("orphanDependents"), value),
  "options: propagationPolicy": (value) => options(bytes("propagationPolicy"), value),
  "options: gracePeriodSeconds": (value) => options(bytes("gracePeriodSeconds"), value),
  "options: kind": (value) => options(bytes("kind"), value),
  "options: apiVersion": (value) => options(bytes("apiVersion"), value),
  "options: nothing known": (value) => options(bytes("nothing"), value),
  options: (value) => hex("DELETE", `${configMaps}/none`, value),
};

function options(...members: readonly string[]): Step {
  return hex("DELETE", `${configMaps}/none`, map(...members));
}

const deep = (levels: number): string => `${"81".repeat(levels - 1)}80`;
const deepMaps = (levels: number): string => `${"a14161".repeat(levels - 1)}a0`;
const deepTags = (levels: number): string => `${"d903e7".repeat(levels - 1)}80`;

export const cborTypeCases: readonly Case[] = [
  ...Object.entries(cborFields).map(([type, body]) =>
    steps(`cbor values for ${type}`, ...Object.values(cborValues).map(body)),
  ),
  steps(
    "cbor of a depth beyond the limit",
    ...[9_998, 9_999, 10_000].flatMap((levels) =>
      [deep, deepMaps, deepTags].flatMap((form) => [
        configMap(bytes("unknown"), form(levels)),
        configMap(bytes("data"), form(levels)),
        options(bytes("unknown"), form(levels)),
        hex("PATCH", `${configMaps}/a?fieldManager=m&dryRun=All`, map(bytes("data"), form(levels)), {
          Accept: "application/cbor",
          "Content-Type": "application/apply-patch+cbor",
        }),
      ]),
    ),
  ),
];
