/**
 * Values of CBOR, read as kube-apiserver reads them: into a type, or into whatever they are. Which form fits which type is decided here,
 * in the words of kube-apiserver's library. The bytes must be well-formed (`endOfItem`). What does not fit is noted (cbor-frames.ts) and
 * passed over. Nothing recurses, so depth costs no stack.
 */
import { isUtf8 } from "node:buffer";
import { base64Error } from "../compile/base64.js";
import { DecodeError } from "../compile/decode-error.js";
import type { DecodeNode, DecodeState } from "../compile/decode-types.js";
import { exactInteger } from "../compile/long-numbers.js";
import type { JsonValue } from "../schema.js";
import { formatTime, parseTime } from "../time.js";
import { CborContainers, type Frame, frameOf, noteUnknown } from "./cbor-frames.js";
import {
  anything,
  bytesType,
  fieldsPrefix,
  isNothing,
  knownSimple,
  laterEncodings,
  listOfBytes,
  notRecognized,
  type Place,
  parsedFromText,
  placeIn,
  selfDescribed,
  tagComplaint,
  takesText,
} from "./cbor-places.js";
import { endOfItem, major, simple } from "./cbor-wire.js";

/** The end of the year 9999. */
const maxSeconds = 253_402_300_799;

function ofNoObject(): DecodeState {
  return {
    keys: [],
    depth: 0,
    members: 0,
    unknown: undefined,
    canonicalRaw: false,
    fromMaps: false,
    mismatch: undefined,
  };
}

const invalidText = "cbor: invalid UTF-8 string";
const opened = Symbol("a container, whose items come next");
type Read = JsonValue | typeof opened;

export interface CborType {
  readonly node: DecodeNode;
  /** As Go prints it: `v1.ConfigMap`. "": no object, so nothing tells its kind. */
  readonly name: string;
}

export class CborReader extends CborContainers {
  readonly #name: string;
  /** The outermost map's member that is being read. */
  #field: string | undefined;

  readonly #root: Place;

  /** `type` undefined: nothing in particular. */
  constructor(bytes: Uint8Array, at = 0, type?: CborType) {
    super(bytes, at);
    this.#name = type?.name ?? "";
    this.#root = { ...anything, node: type?.node, meta: type !== undefined && type.name !== "" };
  }

  read(): JsonValue {
    const frames = this.frames;
    let value = this.#item(this.#root);
    for (;;) {
      const frame = frames.at(-1);
      if (frame === undefined) return value as JsonValue;
      if (value !== opened) this.put(frame, value);
      const next = this.#next(frame);
      if (next !== undefined) value = this.#item(next);
      else {
        frames.pop();
        this.close(frame);
        value = frame.list ?? frame.map;
      }
    }
  }

  #item(place: Place): Read {
    const wire = this.wire;
    const start = wire.at;
    let [encoding, tag] = [place.encoding, -1];
    wire.head();
    while (wire.major === major.tag) {
      tag = Number(wire.argument);
      const complaint = tagComplaint(tag, wire);
      if (complaint !== undefined) {
        this.complain(place.rawRoot ? { ...place, prefix: "" } : place, complaint);
        return this.#passOver(start);
      }
      encoding = laterEncodings.get(tag) ?? encoding;
      wire.head();
    }
    const inside = encoding === place.encoding ? place : { ...place, encoding };
    if (place.node !== undefined) return this.#typed(inside, place.node, start);
    if (place.rawRoot && place.prefix === fieldsPrefix && wire.major !== major.map) return this.#noFields(place, start);
    return this.#raw(inside, tag, start);
  }

  /** Managed fields that are no map are nothing, unless somebody tagged them as other than times. */
  #noFields(place: Place, start: number): Read {
    const head = this.wire.bytes[start] ?? 0;
    if (head >> 5 === major.tag && (head & 31) > 1 && !this.#startsSelfDescribed(start)) {
      const into = "Go value of type map[string]interface {}";
      this.complain(place, `cbor: cannot unmarshal ${this.wire.typeName} into ${into}`);
    }
    return this.#passOver(start);
  }

  #startsSelfDescribed(at: number): boolean {
    return this.wire.bytes.subarray(at, at + 3).equals(selfDescribed);
  }

  #passOver(start: number): null {
    this.wire.at = endOfItem(this.wire.bytes, start);
    return null;
  }

  /** Behind the head, whatever it is. */
  #raw(place: Place, tag: number, start: number): Read {
    const wire = this.wire;
    switch (wire.major) {
      case major.unsigned:
      case major.negative: {
        const value = this.#integer();
        if (tag === 1) return this.#epochTime(place, Number(value));
        if (BigInt.asIntN(64, value) === value) return exactInteger(value);
        this.complain(
          place,
          `cbor: cannot unmarshal ${wire.typeName} into Go value of type int64 (${value} overflows Go's int64)`,
        );
        return null;
      }
      case major.bytes:
        return this.wire.string().toString(place.encoding ?? "utf8");
      case major.text:
        return tag === 0 ? this.#timeText(place) : this.#text(place);
      case major.list:
      case major.map:
        return this.#open({ ...place, rawRoot: false });
      default:
        return tag === 1 ? this.#epochTime(place, wire.float) : this.#primitive(place, start);
    }
  }

  #typed(place: Place, node: DecodeNode, start: number): Read {
    const wire = this.wire;
    if (wire.major === major.simple && !wire.isFloat && isNothing(wire.info, node)) return null;
    const form = node.kind === "list" ? major.list : major.map;
    if (node.kind !== "scalar") {
      node.prepare();
      return wire.major === form ? this.#open(place) : this.#unfit(place, node.goType, start);
    }
    switch (wire.major) {
      case major.unsigned:
      case major.negative:
        return this.#typedInteger(place, node, start);
      case major.bytes:
        if (node.goType === bytesType) return this.#base64(place);
        if (!takesText(node)) break;
        return this.#meant(place, node, this.wire.string().toString(place.encoding ?? "utf8"));
      case major.text:
        if (takesText(node)) return this.#meant(place, node, this.#text(place));
        break;
      case major.list:
        if (node.goType === bytesType) return this.#open({ ...place, node: listOfBytes });
        break;
      case major.simple:
        if (wire.isFloat ? node.goType.startsWith("float") : node.plain === "boolean" && wire.info <= simple.true)
          return this.#primitive(place, start);
        break;
      default:
    }
    return this.#unfit(place, node.goType, start);
  }

  /** Times and quantities are read at once: what cannot be is a complaint in its place. */
  #meant(place: Place, { goType, decode }: DecodeNode, text: string): string {
    if (!parsedFromText.has(goType)) return text;
    try {
      decode(text, ofNoObject());
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.complain(place, error.detail);
    }
    return text;
  }

  #typedInteger(place: Place, node: DecodeNode, start: number): Read {
    const value = this.#integer();
    if (node.numbers !== "whole") {
      return node.goType.startsWith("float") ? Number(value) : this.#unfit(place, node.goType, start);
    }
    const { goType } = node;
    const [bits, signed] = goType === "uint8" ? [8, false] : [goType === "int32" ? 32 : 64, true];
    if ((signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)) === value) return exactInteger(value);
    const type = goType.startsWith("int") || goType === "uint8" ? goType : "int64";
    const limit = BigInt.asIntN(64, value) !== value && value < 0n ? "Go's int64" : type;
    return this.#unfit(place, goType, start, ` (${value} overflows ${limit})`);
  }

  /** Notes that the item does not fit, and passes it over. */
  #unfit(place: Place, goType: string, start: number, more = ""): Read {
    const { major: found, info, typeName } = this.wire;
    if (found === major.text) this.#text(place);
    if (found === major.simple && !this.wire.isFloat && !knownSimple.has(info)) {
      this.complain(place, notRecognized(this.wire.argument));
    }
    const noArray = place.node?.kind === "struct" && found === major.list;
    const into =
      this.frames.length === 0 && place.meta ? "v1.TypeMeta" : parsedFromText.has(goType) ? "string" : goType;
    const why = noArray ? " (cannot decode CBOR array to struct without toarray option)" : more || this.#tooLong();
    this.complain(place, `cbor: cannot unmarshal ${typeName} into ${this.#target(place)} of type ${into}${why}`);
    return this.#passOver(start);
  }

  /** It names the outermost field only. */
  #target({ meta, node }: Place): string {
    if (node === undefined || this.#field === undefined) return "Go value";
    return `Go struct field ${meta ? "v1.TypeMeta" : this.#name}.${this.#field}`;
  }

  /** A negative number beyond 64 bits fits nothing. */
  #tooLong(): string {
    if (this.wire.major !== major.negative) return "";
    const value = this.#integer();
    return BigInt.asIntN(64, value) === value ? "" : ` (${value} overflows Go's int64)`;
  }

  #integer(): bigint {
    const { argument } = this.wire;
    return this.wire.major === major.negative ? -1n - BigInt(argument) : BigInt(argument);
  }

  #primitive(place: Place, start: number): JsonValue {
    const wire = this.wire;
    if (wire.isFloat) return wire.float;
    switch (wire.argument) {
      case simple.false:
      case simple.true:
        return wire.argument === simple.true;
      case simple.null:
        return null;
      default:
        this.complain(place, notRecognized(wire.argument));
        return this.#passOver(start);
    }
  }

  #text(place: Place): string {
    const bytes = this.wire.string();
    if (!isUtf8(bytes)) this.complain(place, invalidText);
    return bytes.toString();
  }

  /** Bytes that nobody marked are base64 already. */
  #base64(place: Place): string {
    const bytes = this.wire.string();
    if (place.encoding !== undefined) return bytes.toString("base64");
    const text = bytes.toString("latin1");
    const error = base64Error(text);
    if (error !== undefined) this.complain(place, `cbor: failed to decode base64 from byte string: ${error}`);
    return text;
  }

  #timeText(place: Place): string {
    const text = this.#text(place);
    const time = parseTime(text, "seconds");
    if (!time.ok) this.complain(place, `cbor: cannot set ${text} for time.Time: ${time.error}`);
    return text;
  }

  #epochTime(place: Place, seconds: number): string {
    if (Math.abs(seconds) <= maxSeconds) return formatTime(seconds * 1000);
    this.complain(place, "cbor: tag 1 must hold seconds since 1970, up to the year 9999");
    return "";
  }

  #open(place: Place): typeof opened {
    const wire = this.wire;
    const isList = wire.major === major.list;
    const items = wire.open ? Number.POSITIVE_INFINITY : Number(wire.argument);
    this.frames.push(frameOf(place, isList, items));
    return opened;
  }

  /** Where the container's next item goes; undefined: it has no more. */
  #next(frame: Frame): Place | undefined {
    const wire = this.wire;
    while (this.hasMore(frame)) {
      frame.read += 1;
      const place = frame.list === undefined ? this.#member(frame) : placeIn(frame.of, frame.of.node?.item);
      frame.failed = false;
      if (place !== undefined) return place;
      if (!frame.ended) wire.at = endOfItem(wire.bytes, wire.at);
    }
    return undefined;
  }

  /** Reads a key. undefined: its value says nothing. */
  #member(frame: Frame): Place | undefined {
    const { of } = frame;
    if (this.frames.length === 1) this.#field = undefined;
    if (of.node?.kind === "struct") return this.#structMember(frame, of.node);
    const key = this.#mapKey(frame);
    if (key === undefined) return undefined;
    frame.key = key;
    return placeIn(of, of.node?.item);
  }

  #structMember(frame: Frame, { fields, item }: DecodeNode): Place | undefined {
    const { of, seen } = frame;
    const found = this.#fieldName(frame);
    if (found === undefined) return undefined;
    const { key, names } = found;
    const node = names ? (fields.get(String(key)) ?? item) : undefined;
    if (node === undefined) noteUnknown(frame);
    const id = `${typeof key}:${key}`;
    if (seen.has(id)) {
      this.wire.at = endOfItem(this.wire.bytes, this.wire.at);
      this.complainOfTwo(frame, key);
      return undefined;
    }
    seen.add(id);
    if (node === undefined) return undefined;
    frame.key = String(key);
    if (this.frames.length > 1) return placeIn(of, node);
    this.#field = frame.key;
    return { ...placeIn(of, node), meta: key === "kind" || key === "apiVersion" };
  }

  /** undefined: nothing that could be there twice. `names`: it may name a field. */
  #fieldName({ of }: Frame): { readonly key: JsonValue; readonly names: boolean } | undefined {
    const wire = this.wire;
    const start = wire.at;
    wire.head();
    if (wire.major === major.bytes) return { key: this.wire.string().toString(), names: true };
    if (wire.major === major.text) {
      const text = this.wire.string();
      if (isUtf8(text)) return { key: text.toString(), names: true };
      this.complain(of, invalidText);
      return undefined;
    }
    if (wire.major > major.negative) {
      const { typeName } = wire;
      const why = `map key is of type ${typeName} and cannot be used to match struct field name`;
      this.complain(of, `cbor: cannot unmarshal ${typeName} into ${this.#target(of)} of type string (${why})`);
    }
    const reader = new CborReader(wire.bytes, start);
    const key = reader.read();
    this.#passOver(start);
    const isKey = reader.problem === undefined && (key === null || typeof key !== "object");
    return isKey ? { key, names: false } : undefined;
  }

  /** A text; undefined: it is none. */
  #mapKey({ of, key: last }: Frame): string | undefined {
    const wire = this.wire;
    const start = wire.at;
    let { encoding } = of;
    wire.head();
    while (wire.major === major.tag) {
      const tag = Number(wire.argument);
      const complaint = tagComplaint(tag, wire);
      if (complaint !== undefined) return this.#noKey(of, start, complaint);
      encoding = laterEncodings.get(tag) ?? encoding;
      wire.head();
    }
    if (wire.major === major.bytes) return this.wire.string().toString(encoding ?? "utf8");
    if (wire.major === major.text) {
      const text = this.wire.string();
      return isUtf8(text) ? text.toString() : this.#noKey(of, start, invalidText);
    }
    if (wire.major === major.simple && !wire.isFloat) {
      // Null leaves the last key where it is.
      if (wire.info === simple.null) return last;
      if (!knownSimple.has(wire.info)) return this.#noKey(of, start, notRecognized(wire.argument));
    }
    const type = of.node?.goType === "v1.ResourceList" ? "v1.ResourceName" : "string";
    const why = `cbor: cannot unmarshal ${wire.typeName} into ${this.#target(of)} of type ${type}${this.#tooLong()}`;
    return this.#noKey(of, start, why);
  }

  #noKey(of: Place, start: number, why: string): undefined {
    this.complain(of, why);
    this.#passOver(start);
    return undefined;
  }
}
