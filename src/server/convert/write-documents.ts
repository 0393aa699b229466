/** Objects to bytes. Several are YAML documents, or a List where the encoding has room for one value only. */
import type { ByteFields } from "../../meta/byte-fields.js";
import { encodeCbor } from "../../meta/cbor/cbor.js";
import { stringifyJson } from "../../meta/exact-json.js";
import { envelopeTail } from "../../meta/protobuf/envelope.js";
import { encodeMachinery, listHead } from "../../meta/protobuf/machinery.js";
import { ProtobufError } from "../../meta/protobuf/protobuf-error.js";
import type { JsonObject } from "../../meta/schema.js";
import { toYaml } from "../../meta/yaml/yaml.js";
import { typeOf } from "./change-version.js";
import { ConvertError } from "./convert-error.js";
import type { Kinds } from "./kinds.js";
import type { Document } from "./read-documents.js";

export const outputFormats = ["json", "yaml", "protobuf", "cbor"] as const;
export type OutputFormat = (typeof outputFormats)[number];

export function isBinary(format: OutputFormat): boolean {
  return format === "protobuf" || format === "cbor";
}

/** As kubectl prints it. */
const jsonIndent = 4;

/** Rejects with ConvertError. */
export async function writeDocuments(
  documents: readonly Document[],
  format: OutputFormat,
  kinds: Kinds,
): Promise<Buffer> {
  switch (format) {
    case "yaml":
      return Buffer.from(documents.map(({ value }) => toYaml(value)).join("---\n"));
    case "json":
      return Buffer.from(`${stringifyJson(oneValue(documents), jsonIndent)}\n`);
    case "cbor":
      return encodeCbor(oneValue(documents), { sorted: true, bytes: await byteFieldsOf(documents, kinds) });
    case "protobuf":
      return writeProtobuf(documents, kinds);
  }
}

function oneValue(documents: readonly Document[]): JsonObject {
  const [first] = documents;
  if (documents.length === 1 && first !== undefined) return first.value;
  return { kind: "List", apiVersion: "v1", metadata: {}, items: documents.map(({ value }) => value) };
}

async function byteFieldsOf(documents: readonly Document[], kinds: Kinds): Promise<ByteFields | undefined> {
  const [first] = documents;
  if (documents.length !== 1 || first === undefined) return undefined;
  const { apiVersion = "", kind = "" } = first.value as { apiVersion?: string; kind?: string };
  const found = kinds.find(apiVersion, kind);
  if (found === undefined) return undefined;
  const bytes = (await kinds.runtime(found)).version(found.version).byteFields();
  return bytes !== undefined && found.isList ? { fields: new Map([["items", { others: bytes }]]) } : bytes;
}

async function writeProtobuf(documents: readonly Document[], kinds: Kinds): Promise<Buffer> {
  const [document] = documents;
  if (document === undefined || documents.length > 1) {
    const place = documents[1]?.place ?? "the input";
    throw new ConvertError(place, `protobuf holds one object, and this is one of ${documents.length}`);
  }
  try {
    return await encodeProtobuf(document, kinds);
  } catch (error) {
    if (error instanceof ProtobufError) throw new ConvertError(document.place, error.message, { cause: error });
    throw error;
  }
}

async function encodeProtobuf(document: Document, kinds: Kinds): Promise<Buffer> {
  const { value, place } = document;
  const { apiVersion, kind } = typeOf(document);
  const found = kinds.find(apiVersion, kind);
  // Status, say; for what is nobody's, the reason comes from there.
  if (found === undefined) return encodeMachinery(value);
  const codec = (await kinds.runtime(found)).version(found.version).protobuf();
  if (codec === undefined) throw new ConvertError(place, `${apiVersion} ${kind} has no protobuf form`);
  if (!found.isList) return codec.envelope(codec.encodeField(value));
  const fields = (value.items as readonly JsonObject[]).map((item) => codec.encodeField(item));
  const size = fields.reduce((sum, field) => sum + field.length, 0);
  const metadata = (value.metadata ?? {}) as object;
  return Buffer.concat([listHead({ apiVersion, kind, metadata }, size), ...fields, envelopeTail]);
}
