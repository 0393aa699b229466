/** The answers to lists that are made object by object, in steps: JSON, and any text of it, protobuf, CBOR. */
import { cborMagic, encodeCborItem } from "../../meta/cbor/cbor.js";
import { parseJson, stringifyJson } from "../../meta/exact-json.js";
import { toYaml } from "../../meta/yaml/yaml.js";
import { arrayHead } from "../cbor.js";
import type { RequestContext } from "../context.js";
import type { MediaType } from "../negotiate.js";
import { sendParts, wantsPretty } from "../respond.js";

/** Parts as they come; undefined: a pause. */
export type Pieces = Iterable<Buffer | undefined>;

export interface ListOfPieces {
  /** The list as an object, its items left out; they are its last member. */
  readonly list: object;
  /** Name of that member. */
  readonly items: string;
  readonly count: number;
  /** JSON of the items, each with a comma in front. */
  readonly pieces: Pieces;
}

/** Keeps the parts, and stops after each. */
export function* collect(pieces: Pieces): Generator<void, Buffer[]> {
  const parts: Buffer[] = [];
  for (const piece of pieces) {
    if (piece !== undefined) parts.push(piece);
    yield;
  }
  return parts;
}

/** Of parts whose items each begin with a comma. */
export function withoutFirstComma(parts: readonly Buffer[]): readonly Buffer[] {
  return parts.map((part, index) => (index === 0 ? part.subarray(1) : part));
}

/** A list of at least one item, in JSON or what is made of it. */
export function* sendListInSteps(
  context: RequestContext,
  media: MediaType,
  { list, items, count, pieces }: ListOfPieces,
): Generator<void, void> {
  if (media.format === "json" && !wantsPretty(context)) {
    const opening = stringifyJson({ ...list, [items]: [] }).slice(0, -"]}".length);
    const parts = yield* collect(pieces);
    sendParts(context, media, [Buffer.from(opening), ...withoutFirstComma(parts), Buffer.from("]}\n")]);
    return;
  }
  const text = textOf(media, { list, items, count });
  const parts: Buffer[] = [text.head];
  for (const piece of pieces) {
    for (const item of piece === undefined ? [] : itemsOf(piece)) {
      parts.push(text.item(item, parts.length === 1));
      yield;
    }
    yield;
  }
  sendParts(context, media, [Buffer.concat([...parts, text.tail])]);
}

function itemsOf(piece: Buffer): readonly unknown[] {
  const list = Buffer.concat([openList, piece.subarray(1), closeList]);
  return parseJson(list) as readonly unknown[];
}

const openList = Buffer.from("[");
const closeList = Buffer.from("]");

/** A text with a place for items. */
interface ListText {
  readonly head: Buffer;
  readonly tail: Buffer;
  readonly item: (item: unknown, isFirst: boolean) => Buffer;
}

function textOf({ format }: MediaType, { list, items, count }: Omit<ListOfPieces, "pieces">): ListText {
  const empty = { ...list, [items]: [] };
  switch (format) {
    case "yaml": {
      const { before, after } = around(toYaml(empty), `${items}: []\n`);
      const item = (one: unknown): Buffer => Buffer.from(toYaml([one]));
      return { head: Buffer.from(`${before}${items}:\n`), tail: Buffer.from(after), item };
    }
    case "cbor": {
      const head = [cborMagic, encodeCborItem(empty).subarray(0, -1), arrayHead(count)];
      return { head: Buffer.concat(head), tail: Buffer.alloc(0), item: (one) => encodeCborItem(one) };
    }
    default: {
      const { before, after } = around(`${stringifyJson(empty, 2)}\n`, `"${items}": []`);
      const item = (one: unknown, isFirst: boolean): Buffer => {
        const shown = stringifyJson(one, 2).replaceAll("\n", "\n    ");
        return Buffer.from(`${isFirst ? "" : ","}\n    ${shown}`);
      };
      return { head: Buffer.from(`${before}"${items}": [`), tail: Buffer.from(`\n  ]${after}`), item };
    }
  }
}

/** The last place of `mark`, which the list's own text may hold by chance before. */
function around(text: string, mark: string): { readonly before: string; readonly after: string } {
  const at = text.lastIndexOf(mark);
  return { before: text.slice(0, at), after: text.slice(at + mark.length) };
}
