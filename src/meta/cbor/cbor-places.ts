/** Where an item of CBOR is read to, and which of its forms fit which of Go's types, as kube-apiserver's library has it. */
import type { DecodeNode } from "../compile/decode-types.js";
import { type CborWire, cborTypeNames, major, simple } from "./cbor-wire.js";

export const base64Tag = 22;

/** What an item is read into. */
export interface Place {
  /** undefined: whatever it is. */
  readonly node: DecodeNode | undefined;
  /** Part of what tells the kind of an object, which is read before the object. */
  readonly meta: boolean;
  /** Goes before complaints about raw data. */
  readonly prefix: string;
  /** The outermost item of raw data: complaints about its tags come from who reads the object. */
  readonly rawRoot: boolean;
  /** How byte strings in it become texts. */
  readonly encoding: BufferEncoding | undefined;
}

export const anything: Place = { node: undefined, meta: false, prefix: "", rawRoot: false, encoding: undefined };

/** Of an item of a container. */
export function placeIn(of: Place, node: DecodeNode | undefined): Place {
  if (node === undefined) return of;
  if (node.kind !== "any") return { ...of, node, meta: false };
  const prefix = rawPrefixes.get(node.goType.slice(node.goType.lastIndexOf(".") + 1)) ?? "";
  return { ...of, node: undefined, meta: false, prefix, rawRoot: true };
}

export const fieldsPrefix = "failed to transcode FieldsV1 to JSON: metav1.FieldsV1 cbor invalid: ";
const rawPrefixes: ReadonlyMap<string, string> = new Map([
  ["RawExtension", "failed to transcode RawExtension to JSON: failed to parse RawExtension bytes as CBOR: "],
  ["FieldsV1", fieldsPrefix],
]);
export const selfDescribed = Buffer.from([0xd9, 0xd9, 0xf7]);

export const laterEncodings: ReadonlyMap<number, BufferEncoding> = new Map([
  [21, "base64url"],
  [base64Tag, "base64"],
  [23, "hex"],
]);

/** About what stands behind a tag. */
export function tagComplaint(tag: number, wire: CborWire): string | undefined {
  const next = wire.nextMajor;
  const found = cborTypeNames[next];
  if (tag === 0 && next !== major.text) return `cbor: tag number 0 must be followed by text string, got ${found}`;
  if (tag !== 1 || next <= major.negative || wire.nextIsFloat) return undefined;
  return `cbor: tag number 1 must be followed by integer or floating-point number, got ${found}`;
}

export const bytesType = "[]uint8";
/** Types that read a text and make of it what they are. */
export const parsedFromText: ReadonlySet<string> = new Set(["resource.Quantity", "v1.Time", "v1.MicroTime"]);

export function takesText({ plain, goType }: DecodeNode): boolean {
  return plain === "string" || parsedFromText.has(goType);
}

/** undefined is null to types that read themselves. */
export function isNothing(info: number, { goType, plain, numbers }: DecodeNode): boolean {
  const readsItself = parsedFromText.has(goType) || (plain === "string" && numbers === "whole");
  return info === simple.null || (info === simple.undefined && readsItself);
}

export const knownSimple: ReadonlySet<number> = new Set([simple.false, simple.true, simple.null]);

const scalarNode: Omit<DecodeNode, "goType" | "kind" | "item" | "numbers"> = {
  raw: false,
  plain: "",
  decode: (value) => value,
  prepare: () => undefined,
  zero: () => 0,
  fields: new Map(),
  nullable: undefined,
  omitZero: undefined,
  structName: "",
  inline: () => undefined,
};
const byteNode: DecodeNode = { ...scalarNode, kind: "scalar", goType: "uint8", numbers: "whole", item: undefined };
/** A map of anything. */
export const mapNode: DecodeNode = {
  ...scalarNode,
  kind: "map",
  goType: "map[string]interface {}",
  numbers: undefined,
  item: { ...scalarNode, kind: "any", goType: "interface {}", numbers: undefined, item: undefined },
};

/** Bytes may also be a list of numbers. */
export const listOfBytes: DecodeNode = {
  ...scalarNode,
  kind: "list",
  goType: bytesType,
  numbers: undefined,
  item: byteNode,
};

export function notRecognized(value: number | bigint): string {
  return `cbor: data item of cbor type primitives is not accepted by protocol: simple value ${value} is not recognized`;
}
