/**
 * Values of CBOR, read as kube-apiserver reads them: into a type, or into whatever they are. Which form fits which type is decided here,
 * in the words of kube-apiserver's library. The bytes must be well-formed (`endOfItem`). What does not fit is noted and passed over: the
 * first complaint counts. Nothing recurses, so depth costs no stack.
 */
import { isUtf8 } from "node:buffer";
import { base64Error } from "../compile/base64.js";
import type { DecodeNode } from "../compile/decode-types.js";
import { exactInteger } from "../compile/long-numbers.js";
import { goQuote } from "../go-quote.js";
import type { JsonObject, JsonValue } from "../schema.js";
import { formatTime, parseTime } from "../time.js";
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
import { CborWire, endOfItem, major, simple } from "./cbor-wire.js";

/** The end of the year 9999. */
const maxSeconds = 253_402_300_799;

interface Frame {
  readonly of: Place;
  readonly list: JsonValue[] | undefined;
  readonly map: JsonObject;
  /** Infinite when a break ends it. */
  readonly items: number;
  read: number;
  /** Of the member that is read next. */
  key: string;
  /** Names that the type does not know. */
  readonly unknown: Set<string>;
}

const opened = Symbol("a container, whose items come next");
type Read = JsonValue | typeof opened;

export interface CborType {
  readonly node: DecodeNode;
  /** As Go prints it: `v1.ConfigMap`. */
  readonly name: string;
}

export class CborReader {
  /** The first complaint about what tells the kind. */
  metaProblem: string | undefined;
  /** The first complaint about the rest. */
  problem: string | undefined;
  /** The first unknown field's place in the map it is in. */
  unknownAt: number | undefined;

  readonly #wire: CborWire;
  readonly #name: string;
  readonly #frames: Frame[] = [];
  /** The outermost map's member that is being read. */
  #field: string | undefined;

  readonly #root: Place;

  /** `type` undefined: nothing in particular. */
  constructor(bytes: Uint8Array, at = 0, type?: CborType) {
    this.#wire = new CborWire(bytes, at);
    this.#name = type?.name ?? "";
    this.#root = { ...anything, node: type?.node, meta: type !== undefined };
  }

  read(): JsonValue {
    const frames = this.#frames;
    let value = this.#item(this.#root);
    for (;;) {
      const frame = frames.at(-1);
      if (frame === undefined) return value as JsonValue;
      if (value !== opened) put(frame, value);
      const next = this.#next(frame);
      if (next !== undefined) value = this.#item(next);
      else {
        frames.pop();
        value = frame.list ?? frame.map;
      }
    }
  }

  #item(place: Place): Read {
    const wire = this.#wire;
    const start = wire.at;
    let [encoding, tag] = [place.encoding, -1];
    wire.head();
    while (wire.major === major.tag) {
      tag = Number(wire.argument);
      const complaint = tagComplaint(tag, wire);
      if (complaint !== undefined) {
        this.#complain(place.rawRoot ? { ...place, prefix: "" } : place, complaint);
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
    const head = this.#wire.bytes[start] ?? 0;
    if (head >> 5 === major.tag && (head & 31) > 1 && !this.#startsSelfDescribed(start)) {
      const into = "Go value of type map[string]interface {}";
      this.#complain(place, `cbor: cannot unmarshal ${this.#wire.typeName} into ${into}`);
    }
    return this.#passOver(start);
  }

  #startsSelfDescribed(at: number): boolean {
    return this.#wire.bytes.subarray(at, at + 3).equals(selfDescribed);
  }

  #passOver(start: number): null {
    this.#wire.at = endOfItem(this.#wire.bytes, start);
    return null;
  }

  /** Behind the head, whatever it is. */
  #raw(place: Place, tag: number, start: number): Read {
    const wire = this.#wire;
    switch (wire.major) {
      case major.unsigned:
      case major.negative: {
        const value = this.#integer();
        if (tag === 1) return this.#epochTime(place, Number(value));
        if (BigInt.asIntN(64, value) === value) return exactInteger(value);
        this.#complain(
          place,
          `cbor: cannot unmarshal ${wire.typeName} into Go value of type int64 (${value} overflows Go's int64)`,
        );
        return null;
      }
      case major.bytes:
        return this.#bytes().toString(place.encoding ?? "utf8");
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
    const wire = this.#wire;
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
        return this.#bytes().toString(place.encoding ?? "utf8");
      case major.text:
        if (takesText(node)) return this.#text(place);
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
    const { major: found, info, typeName } = this.#wire;
    if (found === major.text) this.#text(place);
    if (found === major.simple && !this.#wire.isFloat && !knownSimple.has(info)) {
      this.#complain(place, notRecognized(this.#wire.argument));
    }
    const noArray = place.node?.kind === "struct" && found === major.list;
    const into = this.#frames.length === 0 ? "v1.TypeMeta" : parsedFromText.has(goType) ? "string" : goType;
    const why = noArray ? " (cannot decode CBOR array to struct without toarray option)" : more;
    this.#complain(place, `cbor: cannot unmarshal ${typeName} into ${this.#target(place)} of type ${into}${why}`);
    return this.#passOver(start);
  }

  /** It names the outermost field only. */
  #target({ meta, node }: Place): string {
    if (node === undefined || this.#field === undefined) return "Go value";
    return `Go struct field ${meta ? "v1.TypeMeta" : this.#name}.${this.#field}`;
  }

  #complain({ meta, prefix }: Place, text: string): void {
    if (meta) this.metaProblem ??= text;
    else this.problem ??= prefix + text;
  }

  #integer(): bigint {
    const { argument } = this.#wire;
    return this.#wire.major === major.negative ? -1n - BigInt(argument) : BigInt(argument);
  }

  #primitive(place: Place, start: number): JsonValue {
    const wire = this.#wire;
    if (wire.isFloat) return wire.float;
    switch (wire.argument) {
      case simple.false:
      case simple.true:
        return wire.argument === simple.true;
      case simple.null:
        return null;
      default:
        this.#complain(place, notRecognized(wire.argument));
        return this.#passOver(start);
    }
  }

  /** Of a byte string or a text, in pieces or whole. */
  #bytes(): Buffer {
    const wire = this.#wire;
    if (!wire.open) return this.#piece();
    const pieces: Buffer[] = [];
    while (!wire.takeBreak()) {
      wire.head();
      pieces.push(this.#piece());
    }
    return Buffer.concat(pieces);
  }

  #piece(): Buffer {
    const wire = this.#wire;
    const end = wire.at + Number(wire.argument);
    const bytes = wire.bytes.subarray(wire.at, end);
    wire.at = end;
    return bytes;
  }

  #text(place: Place): string {
    const bytes = this.#bytes();
    if (!isUtf8(bytes)) this.#complain(place, "cbor: invalid UTF-8 string");
    return bytes.toString();
  }

  /** Bytes that nobody marked are base64 already. */
  #base64(place: Place): string {
    const bytes = this.#bytes();
    if (place.encoding !== undefined) return bytes.toString("base64");
    const text = bytes.toString("latin1");
    const error = base64Error(text);
    if (error !== undefined) this.#complain(place, `cbor: failed to decode base64 from byte string: ${error}`);
    return text;
  }

  #timeText(place: Place): string {
    const text = this.#text(place);
    const time = parseTime(text, "seconds");
    if (!time.ok) this.#complain(place, `cbor: cannot set ${text} for time.Time: ${time.error}`);
    return text;
  }

  #epochTime(place: Place, seconds: number): string {
    if (Math.abs(seconds) <= maxSeconds) return formatTime(seconds * 1000);
    this.#complain(place, "cbor: tag 1 must hold seconds since 1970, up to the year 9999");
    return "";
  }

  #open(place: Place): typeof opened {
    const wire = this.#wire;
    const isList = wire.major === major.list;
    const items = wire.open ? Number.POSITIVE_INFINITY : Number(wire.argument);
    this.#frames.push({
      of: place,
      list: isList ? [] : undefined,
      map: {},
      items,
      read: 0,
      key: "",
      unknown: new Set(),
    });
    return opened;
  }

  /** Where the container's next item goes; undefined: it has no more. */
  #next(frame: Frame): Place | undefined {
    const wire = this.#wire;
    while (frame.items === Number.POSITIVE_INFINITY ? !wire.takeBreak() : frame.read < frame.items) {
      frame.read += 1;
      const place = frame.list === undefined ? this.#member(frame) : placeIn(frame.of, frame.of.node?.item);
      if (place !== undefined) return place;
      wire.at = endOfItem(wire.bytes, wire.at);
    }
    return undefined;
  }

  /** Reads a key. undefined: its value says nothing. */
  #member(frame: Frame): Place | undefined {
    const { of, map, unknown } = frame;
    const isRoot = this.#frames.length === 1;
    if (isRoot) this.#field = undefined;
    const key = this.#key(frame);
    if (key === undefined) return undefined;
    if (Object.hasOwn(map, key) || unknown.has(key)) {
      this.#complain(of, `cbor: found duplicate map key ${goQuote(key)} at map element index ${frame.read - 1}`);
      return undefined;
    }
    frame.key = key;
    if (of.node?.kind !== "struct") return placeIn(of, of.node?.item);
    const node = of.node.fields.get(key) ?? of.node.item;
    if (node === undefined) {
      this.unknownAt ??= frame.read - 1;
      unknown.add(key);
      return undefined;
    }
    if (!isRoot) return placeIn(of, node);
    this.#field = key;
    return { ...placeIn(of, node), meta: key === "kind" || key === "apiVersion" };
  }

  /** undefined: nothing that a member could be named. */
  #key({ of, read }: Frame): string | undefined {
    const wire = this.#wire;
    const start = wire.at;
    wire.head();
    while (wire.major === major.tag) wire.head();
    if (wire.major === major.text) return this.#text(of);
    if (wire.major === major.bytes) return this.#bytes().toString();
    const struct = of.node?.kind === "struct";
    if (struct && wire.major <= major.negative) this.unknownAt ??= read - 1;
    else if (struct || wire.major !== major.simple || wire.info !== simple.null) {
      const { typeName } = wire;
      const why = ` (map key is of type ${typeName} and cannot be used to match struct field name)`;
      const type = of.node?.goType === "v1.ResourceList" ? "v1.ResourceName" : "string";
      const into = `${this.#target(of)} of type ${type}${struct ? why : ""}`;
      this.#complain(of, `cbor: cannot unmarshal ${typeName} into ${into}`);
    } else return "";
    this.#passOver(start);
    return undefined;
  }
}

function put({ of, list, map, key }: Frame, value: JsonValue): void {
  if (list !== undefined) list.push(value === null && of.node === listOfBytes ? 0 : value);
  else if (key !== "__proto__") map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
}
