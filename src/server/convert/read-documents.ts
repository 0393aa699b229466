/**
 * Objects from bytes whose encoding nobody names: protobuf by its `k8s\0`, CBOR by its tag or the head of a map, text as JSON or YAML
 * (which may hold several documents). etcd values are read as they are stored.
 */
import { isUtf8 } from "node:buffer";
import { CborError, decodeCborSequence, startsWithCborMagic } from "../../meta/cbor/cbor.js";
import { parseJson } from "../../meta/exact-json.js";
import { hasEnvelope, openEnvelope, type Unknown } from "../../meta/protobuf/envelope.js";
import { decodeMachinery } from "../../meta/protobuf/machinery.js";
import { ProtobufError } from "../../meta/protobuf/protobuf-error.js";
import { readList } from "../../meta/protobuf/read-list.js";
import type { JsonObject, JsonValue } from "../../meta/schema.js";
import { readYaml } from "../../meta/yaml/yaml.js";
import { ConvertError } from "./convert-error.js";
import type { Kinds } from "./kinds.js";

export interface Document {
  readonly value: JsonObject;
  /** For messages: the file, and which document of it. */
  readonly place: string;
}

export interface Source {
  readonly bytes: Buffer;
  readonly name: string;
}

/** In the order of the source; documents without a value are left out. Rejects with ConvertError. */
export async function readDocuments({ bytes, name }: Source, kinds: Kinds): Promise<readonly Document[]> {
  if (bytes.length === 0) throw new ConvertError(name, "it is empty");
  if (hasEnvelope(bytes)) return [{ value: await readProtobuf({ bytes, name }, kinds), place: name }];
  if (startsWithCborMagic(bytes) || isCborMap(bytes)) return readCbor({ bytes, name });
  if (bytes.subarray(0, 8).toString("latin1") === "k8s:enc:") {
    throw new ConvertError(name, "it is an encrypted etcd value, which only the server that has the key can read");
  }
  if (!isUtf8(bytes)) throw new ConvertError(name, "it is neither text nor protobuf (k8s\\0 …) nor CBOR");
  return readText({ bytes, name });
}

/** No text in UTF-8 begins with such a byte. */
function isCborMap(bytes: Buffer): boolean {
  const head = bytes[0] ?? 0;
  return head >= 0xa0 && head <= 0xbf;
}

function readCbor({ bytes, name }: Source): readonly Document[] {
  try {
    return documentsOf(decodeCborSequence(bytes), name);
  } catch (error) {
    if (error instanceof CborError) throw new ConvertError(name, error.message, { cause: error });
    throw error;
  }
}

function documentsOf(values: readonly JsonValue[], name: string): readonly Document[] {
  return values.map((value, index) => {
    const place = values.length === 1 ? name : `${name}: document ${index + 1}`;
    return { value: asObject(value, place), place };
  });
}

function asObject(value: JsonValue, place: string): JsonObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new ConvertError(place, "it is no object");
}

function readText({ bytes, name }: Source): readonly Document[] {
  const text = bytes.toString("utf8").replace(/^\ufeff/, "");
  const whole = asJson(text);
  if (whole !== undefined) return documentsOf([whole], name);
  const documents: Document[] = [];
  const parts = yamlParts(text);
  for (const [index, { line, part }] of parts.entries()) {
    const place = parts.length === 1 ? name : `${name}: document ${index + 1} (from line ${line})`;
    const read = readYaml(part);
    if (!read.ok) throw new ConvertError(place, read.error);
    if (read.duplicates.length > 0) throw new ConvertError(place, `yaml: ${read.duplicates[0]}`);
    if (read.value !== null) documents.push({ value: asObject(read.value, place), place });
  }
  if (documents.length === 0) throw new ConvertError(name, "there is no object in it");
  return documents;
}

/** What is no JSON is YAML's business, which knows lines for its message. */
function asJson(text: string): JsonValue | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return parseJson(text) as JsonValue;
  } catch {
    return undefined;
  }
}

interface Part {
  /** Of the document's first line in the file, from 1. */
  readonly line: number;
  readonly part: string;
}

function yamlParts(text: string): readonly Part[] {
  const parts: Part[] = [];
  let lines: string[] = [];
  let first = 1;
  for (const [index, line] of text.split("\n").entries()) {
    if (!/^---(\s|$)/.test(line)) {
      lines.push(line);
      continue;
    }
    parts.push({ line: first, part: lines.join("\n") });
    // What follows the dashes on their line belongs to the new document.
    lines = [line.slice(3)];
    first = index + 1;
  }
  parts.push({ line: first, part: lines.join("\n") });
  return parts.filter(({ part }) => /^\s*[^\s#]/m.test(part));
}

async function readProtobuf(source: Source, kinds: Kinds): Promise<JsonObject> {
  const { name } = source;
  try {
    const unknown = openStored(source.bytes);
    const { apiVersion, kind, raw } = unknown;
    const found = kinds.find(apiVersion, kind);
    if (found === undefined) return machineryObject(unknown, name);
    const codec = (await kinds.runtime(found)).version(found.version).protobuf();
    if (codec === undefined) throw new ConvertError(name, `${apiVersion} ${kind} has no protobuf form`);
    if (!found.isList) return { apiVersion, kind, ...codec.decode(raw) };
    const { metadata, items } = readList(raw);
    return { apiVersion, kind, metadata: decodeMachinery("ListMeta", metadata), items: items.map(codec.decode) };
  } catch (error) {
    if (error instanceof ProtobufError) throw new ConvertError(name, `protobuf: ${error.message}`, { cause: error });
    throw error;
  }
}

const newline = 0x0a;

/** `etcdctl get` prints a newline behind the value, which could not end a message. */
function openStored(bytes: Buffer): Unknown {
  try {
    return openEnvelope(bytes);
  } catch (error) {
    if (!(error instanceof ProtobufError) || bytes.at(-1) !== newline) throw error;
    return openEnvelope(bytes.subarray(0, -1));
  }
}

/** Status and metadata-only objects, which are nobody's resources. */
function machineryObject({ apiVersion, kind, raw }: Unknown, name: string): JsonObject {
  try {
    return { apiVersion, kind, ...decodeMachinery(kind, raw) };
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    const what = `protobuf of ${apiVersion} ${kind}, which is no built-in kind`;
    throw new ConvertError(name, `${what}: others can be read as JSON, YAML and CBOR only`, { cause: error });
  }
}
