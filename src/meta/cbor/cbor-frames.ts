/**
 * The containers a reader of CBOR is in. kube-apiserver's library gathers complaints by container: the first one counts, but a key that
 * is there twice outdoes the others and ends its map, and a container gives its complaint to the one around it.
 */
import { goQuote } from "../go-quote.js";
import type { JsonObject, JsonValue } from "../schema.js";
import { bytesType, listOfBytes, type Place, parsedFromText } from "./cbor-places.js";
import { CborWire, endOfItem } from "./cbor-wire.js";

export interface Frame {
  readonly of: Place;
  readonly list: JsonValue[] | undefined;
  readonly map: JsonObject;
  /** Infinite when a break ends it. */
  readonly items: number;
  read: number;
  /** What is left of it has been passed over, with its end. */
  ended: boolean;
  /** Of the member that is read next. */
  key: string;
  /** What a member is that says null: Go reads them one after the other into the same variable. */
  last: JsonValue;
  /** Structs: fields and other keys that were seen. */
  readonly seen: Set<string>;
  problem: string | undefined;
  /** The item that was read last did not fit. */
  failed: boolean;
  /** The place of an unknown field: its own first one, else one of what is in it. */
  unknownAt: number | undefined;
  hasUnknown: boolean;
}

export class CborContainers {
  /** The complaint about what tells the kind. */
  metaProblem: string | undefined;
  /** The complaint about the rest. */
  problem: string | undefined;
  /** An unknown field's place in the map it is in. */
  unknownAt: number | undefined;

  protected readonly wire: CborWire;
  protected readonly frames: Frame[] = [];

  constructor(bytes: Uint8Array, at: number) {
    this.wire = new CborWire(bytes, at);
  }

  protected complain({ meta, prefix }: Place, text: string): void {
    const frame = this.frames.at(-1);
    if (meta) this.metaProblem ??= text;
    else if (frame === undefined) this.problem ??= prefix + text;
    else {
      frame.problem ??= prefix + text;
      frame.failed = true;
    }
  }

  protected complainOfTwo(frame: Frame, key: JsonValue): void {
    const text = duplicateKey(key, frame);
    frame.failed = true;
    if (frame.of.meta) this.metaProblem = text;
    else frame.problem = frame.of.prefix + text;
    const wire = this.wire;
    while (this.hasMore(frame)) {
      frame.read += 1;
      wire.at = endOfItem(wire.bytes, endOfItem(wire.bytes, wire.at));
    }
    // An open one has been read up to its end.
    frame.ended = true;
  }

  protected hasMore({ items, read, ended }: Frame): boolean {
    if (ended) return false;
    return items === Number.POSITIVE_INFINITY ? !this.wire.takeBreak() : read < items;
  }

  protected close(frame: Frame): void {
    const outer = this.frames.at(-1);
    if (outer !== undefined) close(frame, outer);
    else {
      this.problem ??= frame.problem;
      this.unknownAt = frame.unknownAt;
    }
  }

  protected put(frame: Frame, value: JsonValue): void {
    const { of, list, map, key } = frame;
    if (list !== undefined) list.push(value === null && of.node === listOfBytes ? 0 : value);
    else if (of.node?.kind === "struct") setMember(map, key, value);
    else if (!frame.failed) {
      if (Object.hasOwn(map, key)) {
        this.complainOfTwo(frame, key);
        return;
      }
      const kept = value === null && keepsLast(of) ? frame.last : value;
      frame.last = kept;
      setMember(map, key, kept);
    }
  }
}

export function frameOf(of: Place, isList: boolean, items: number): Frame {
  return {
    of,
    list: isList ? [] : undefined,
    map: {},
    items,
    read: 0,
    ended: false,
    key: "",
    last: null,
    seen: new Set(),
    problem: undefined,
    failed: false,
    unknownAt: undefined,
    hasUnknown: false,
  };
}

/** What the inner container has to say. */
function close(inner: Frame, outer: Frame): void {
  if (inner.problem !== undefined) {
    outer.problem ??= inner.problem;
    outer.failed = true;
  }
  outer.unknownAt ??= inner.unknownAt;
}

export function noteUnknown(frame: Frame): void {
  if (frame.hasUnknown) return;
  frame.hasUnknown = true;
  frame.unknownAt = frame.read - 1;
}

/** Texts, numbers and truth values, which null leaves as they were. */
function keepsLast({ node }: Place): boolean {
  const item = node?.item;
  if (node?.kind !== "map" || item?.kind !== "scalar") return false;
  const readsItself = parsedFromText.has(item.goType) || (item.plain === "string" && item.numbers === "whole");
  return !readsItself && item.goType !== bytesType;
}

/** The complaint about a key that is there twice. */
function duplicateKey(key: JsonValue, { read }: Frame): string {
  const shown = typeof key === "string" ? goQuote(key) : key === null ? "<nil>" : String(key);
  return `cbor: found duplicate map key ${shown} at map element index ${read - 1}`;
}

function setMember(map: JsonObject, key: string, value: JsonValue): void {
  if (key !== "__proto__") map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
}
