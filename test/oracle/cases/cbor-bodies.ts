/** Bodies byte by byte: what is no CBOR, or not the CBOR that is taken. */
import type { Case, Step } from "../case.js";
import { configMaps, type Headers, hex as hexStep, steps } from "./steps.js";

const deployments = "/apis/apps/v1/namespaces/NS/deployments";
const both: Headers = { Accept: "application/cbor", "Content-Type": "application/cbor" };
const applied: Headers = { Accept: "application/cbor", "Content-Type": "application/apply-patch+cbor" };

/** A body given as hexadecimal digits. */
export function hex(method: string, path: string, body: string, headers: Headers = both): Step {
  return hexStep(method, path, body, headers);
}

/** Pieces of CBOR as hexadecimal digits. */
function head(major: number, value: number): string {
  const first = (info: number): string => ((major << 5) | info).toString(16).padStart(2, "0");
  if (value < 24) return first(value);
  if (value < 0x100) return first(24) + value.toString(16).padStart(2, "0");
  if (value < 0x1_0000) return first(25) + value.toString(16).padStart(4, "0");
  return first(26) + value.toString(16).padStart(8, "0");
}
const hexOf = (text: string): string => Buffer.from(text).toString("hex");
export const bytes = (text: string): string => head(2, Buffer.byteLength(text)) + hexOf(text);
export const text = (value: string): string => head(3, Buffer.byteLength(value)) + hexOf(value);
export const map = (...members: readonly string[]): string => head(5, members.length / 2) + members.join("");
export const openMap = (...members: readonly string[]): string => `bf${members.join("")}ff`;
export const list = (...items: readonly string[]): string => head(4, items.length) + items.join("");
export const openList = (...items: readonly string[]): string => `9f${items.join("")}ff`;
export const tag = (number: number, item: string): string => head(6, number) + item;
const magic = "d9d9f7";

const named = (name: string): string => map(bytes("name"), bytes(name));

/** A ConfigMap with a member more; `data` is the hexadecimal form of its value. */
const configMapWith = (field: string, value: string): string =>
  map(
    ...[bytes("apiVersion"), bytes("v1"), bytes("kind"), bytes("ConfigMap")],
    ...[bytes("metadata"), named("a"), bytes(field), value],
  );
const withData = (value: string): string => configMapWith("data", map(bytes("k"), value));

/** Bodies of a create, by what is special about them. */
const bodies: Readonly<Record<string, string>> = {
  nothing: "",
  "the tag alone": magic,
  "the tag twice": magic + magic + withData(bytes("v")),
  "an item and bytes behind it": `${withData(bytes("v"))}00`,
  "two items": withData(bytes("v")) + withData(bytes("v")),
  "half an item": withData(bytes("v")).slice(0, -4),
  "a break": "ff",
  "three breaks": "ffffff",
  "text that is JSON": hexOf('{"metadata":{"name":"a"}}'),
  "text that is YAML": hexOf("metadata: {name: a}\n"),
  "a list": list(),
  "a number": "01",
  "a text": text("a"),
  "a byte string": bytes("a"),
  null: "f6",
  undefined: "f7",
  true: "f5",
  "an empty map": map(),
  "an open map": openMap(bytes("metadata"), named("a")),
  "a map that is not closed": openMap(bytes("metadata"), named("a")).slice(0, -2),
  "texts for keys": map(text("metadata"), map(text("name"), text("a"))),
  "a number for a key": map("01", bytes("a")),
  "a list for a key": map(list(), bytes("a")),
  "null for a key": map("f6", bytes("a")),
  "a key twice": map(bytes("metadata"), named("a"), bytes("metadata"), named("b")),
  "a key as bytes and as text": map(bytes("metadata"), named("a"), text("metadata"), named("b")),
  "a data key twice": configMapWith("data", map(bytes("k"), bytes("v"), bytes("k"), bytes("w"))),
  "keys of another case": map(bytes("Metadata"), named("a"), bytes("metadata"), named("a")),
  "a value in text": withData(text("v")),
  "a value that is no UTF-8": withData("41ff"),
  "a text that is no UTF-8": withData("61ff"),
  "a key that is no UTF-8": configMapWith("data", map("41ff", bytes("v"))),
  "a value in pieces": withData(`5f${bytes("v")}${bytes("w")}ff`),
  "a text in pieces": withData(`7f${text("v")}${text("w")}ff`),
  "a text in pieces of bytes": withData(`7f${bytes("v")}ff`),
  "a list that is open": configMapWith("data", openList(bytes("v"))),
  "an unknown field": configMapWith("unknown", "01"),
  "a number for a text": withData("01"),
  "a large number for a text": withData("1b7fffffffffffffff"),
  "a negative number for a text": withData("20"),
  "a float for a text": withData("f93e00"),
  "true for a text": withData("f5"),
  "null for a text": withData("f6"),
  "undefined for a text": withData("f7"),
  "a simple value for a text": withData("e0"),
  "a long simple value for a text": withData("f8ff"),
  "a short simple value in two bytes": withData("f801"),
  "a reserved head for a text": withData("1c"),
  "a list for a text": withData(list(bytes("v"))),
  "a map for a text": withData(map(bytes("v"), bytes("w"))),
  "a tagged time for a text": withData(tag(0, text("2020-01-01T00:00:00Z"))),
  "a tagged time in bytes": withData(tag(0, bytes("2020-01-01T00:00:00Z"))),
  "a tagged epoch for a text": withData(tag(1, "1a5e0be100")),
  "a tagged epoch with a fraction": withData(tag(1, "fb41d7bd0e40199999")),
  "a tagged big number for a text": withData(tag(2, "4101")),
  "a tagged negative big number": withData(tag(3, "4101")),
  "an unknown tag": withData(tag(999, bytes("v"))),
  "the later base64url": withData(tag(21, bytes("hi"))),
  "the later base64": withData(tag(22, bytes("hi"))),
  "the later base16": withData(tag(23, bytes("hi"))),
  "the later base64 of a text": withData(tag(22, text("hi"))),
  "a list for data": configMapWith("data", list()),
  "a text for data": configMapWith("data", text("a")),
  "null for data": configMapWith("data", "f6"),
  "a list for metadata": map(bytes("metadata"), list()),
  "a number for a name": map(bytes("metadata"), map(bytes("name"), "01")),
  "another kind": map(bytes("kind"), bytes("Pod"), bytes("apiVersion"), bytes("v1")),
  "an unknown kind": map(bytes("kind"), bytes("Foo"), bytes("apiVersion"), bytes("v1")),
  "a number for a kind": map(bytes("kind"), "01"),
  "a version of no sense": map(bytes("kind"), bytes("ConfigMap"), bytes("apiVersion"), bytes("a/b/c")),
  "a byte field as bytes": configMapWith("binaryData", map(bytes("k"), bytes("hi"))),
  "a byte field as text": configMapWith("binaryData", map(bytes("k"), text("aGk="))),
  "a byte field as text that is no base64": configMapWith("binaryData", map(bytes("k"), text("%"))),
  "a byte field with the later base64": configMapWith("binaryData", map(bytes("k"), tag(22, bytes("hi")))),
  "a byte field with the later base64url": configMapWith("binaryData", map(bytes("k"), tag(21, bytes("hi")))),
  "a byte field with the later base16": configMapWith("binaryData", map(bytes("k"), tag(23, bytes("hi")))),
  "a byte field as a list": configMapWith("binaryData", map(bytes("k"), list("01"))),
  "a byte field as null": configMapWith("binaryData", map(bytes("k"), "f6")),
  "a bool as a number": configMapWith("immutable", "01"),
  "a bool as bytes": configMapWith("immutable", bytes("true")),
  "a time as bytes": map(bytes("metadata"), map(bytes("name"), bytes("a"), bytes("creationTimestamp"), bytes("x"))),
  "lists 30 deep": configMapWith("data", `${"81".repeat(30)}80`),
  "lists 70 deep": configMapWith("data", `${"81".repeat(70)}80`),
  "lists 10,001 deep": configMapWith("unknown", `${"81".repeat(10_001)}80`),
  "a length beyond the end": configMapWith("data", "5affffffff"),
  "a map of more members than bytes": "bb00000000ffffffff",
  "a list of more items than bytes": configMapWith("data", "9affffffff"),
};

const malformed: readonly Case[] = Object.entries(bodies).flatMap(([what, body]) => [
  steps(
    `cbor create of ${what}`,
    hex("POST", `${configMaps}?dryRun=All`, body),
    hex("POST", `${configMaps}?dryRun=All&fieldValidation=Strict`, body === "" ? body : magic + body),
    hex("POST", `${configMaps}?dryRun=All&fieldValidation=Ignore`, body, { "Content-Type": "application/cbor" }),
  ),
  steps(`cbor apply of ${what}`, hex("PATCH", `${configMaps}/a?fieldManager=m&dryRun=All`, body, applied)),
]);

/** A number of a Deployment, and one of a schemaless part. */
const numbers: Readonly<Record<string, string>> = {
  "a small number": "03",
  "a number in more bytes than it needs": "1b0000000000000003",
  "a negative number": "20",
  "the largest int32": "1a7fffffff",
  "one more than int32": "1a80000000",
  "one more than int64": "1b8000000000000000",
  "one less than int64": "3b8000000000000000",
  "a whole half float": "f94200",
  "a whole double": "fb4008000000000000",
  "a float with a fraction": "f94300",
  "a double beyond int64": "fb43f0000000000000",
  infinity: "f97c00",
  "not a number": "f97e00",
  "a big number": tag(2, "4103"),
  "a text": text("3"),
  "a byte string": bytes("3"),
};

const numberCases: readonly Case[] = Object.entries(numbers).map(([what, value]) => {
  const deployment = map(
    ...[bytes("metadata"), named("d"), bytes("spec")],
    map(
      ...[bytes("replicas"), value, bytes("selector"), map(bytes("matchLabels"), map(bytes("a"), bytes("b")))],
      bytes("template"),
      map(
        ...[bytes("metadata"), map(bytes("labels"), map(bytes("a"), bytes("b")))],
        ...[bytes("spec"), map(bytes("containers"), list(map(bytes("name"), bytes("c"), bytes("image"), bytes("i"))))],
      ),
    ),
  );
  const revision = map(bytes("metadata"), named("r"), bytes("revision"), "01", bytes("data"), map(bytes("n"), value));
  return steps(
    `cbor ${what}`,
    hex("POST", `${deployments}?dryRun=All`, deployment),
    hex("POST", "/apis/apps/v1/namespaces/NS/controllerrevisions?dryRun=All", revision),
    hex("DELETE", `${configMaps}/none`, map(bytes("gracePeriodSeconds"), value)),
  );
});

export const cborBodyCases: readonly Case[] = [...malformed, ...numberCases];
