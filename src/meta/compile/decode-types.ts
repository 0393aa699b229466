/** The shapes a decoder is made of; decode-node.ts builds them, decode-containers.ts and decode-scalars.ts run them. */
import type { JsonValue } from "../schema.js";

export type NodeKind = "any" | "list" | "map" | "scalar" | "struct";

/** One shape for all kinds of node keeps the calls between them monomorphic. */
export interface DecodeNode {
  kind: NodeKind;
  /** `typeof` of values that are right as they are, "" when none is. */
  plain: "" | "string" | "boolean";
  /** As Go prints the type: `string`, `[]v1.Container`. */
  goType: string;
  /** A raw value: kept as it was written (raw-json.ts). */
  raw: boolean;
  /** How `readExactly` reads a number here: `whole`: only whole ones are taken; `text`: as it was written. */
  numbers: "whole" | "text" | undefined;
  /** Returns what to keep; `null` when the value stands for nothing. Never called with null. */
  decode: (value: unknown, state: DecodeState) => unknown;
  /** Builds `fields` and `item`, which are made on first use; `decode` does so by itself. */
  prepare: () => void;
  /** What null means in a list or as a map's value. */
  zero: () => JsonValue;
  /** Structs: their fields. */
  fields: ReadonlyMap<string, DecodeNode>;
  /** Structs: fields in which null is a value. */
  nullable: ReadonlySet<string> | undefined;
  /** Structs: fields whose explicit zero counts as absent. */
  omitZero: ReadonlySet<string> | undefined;
  /** Lists and maps: what they hold. Structs: unknown members, when those are allowed. */
  item: DecodeNode | undefined;
  /** Structs: Go's name of the type, and which embedded struct a field comes from. */
  structName: string;
  inline: (field: string) => string | undefined;
}

/** One decoding. */
export interface DecodeState {
  /** The way to the value being decoded; only the first `depth` entries count. */
  readonly keys: (string | number)[];
  depth: number;
  /** Members seen, unknown ones included: fewer than the text has means duplicates. */
  members: number;
  /** Paths of unknown fields, or undefined when nobody wants them. */
  readonly unknown: string[] | undefined;
  /** Raw values are wanted as Go's maps would be written, whatever their text was. */
  readonly canonicalRaw: boolean;
  /** Numbers of 32 bits run over instead of being refused. */
  readonly fromMaps: boolean;
  /** The first mismatch of a type. Go goes on decoding after one, and a value that refuses itself wins over it. */
  mismatch: Mismatch | undefined;
}

export interface Mismatch {
  readonly path: readonly (string | number)[];
  /** `number`, `string`, `bool`, `object`, `array`, `number 1.5`. */
  readonly found: string;
  readonly goType: string;
}
