/** One request of a random sequence as data, so that a sequence can be printed, cut short and sent again. */
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";
import type { Shown, Step } from "../case.js";

export interface Draw {
  readonly method: string;
  /** `NS`, `{rv:1}`, `{uid:1}` and `{continue:1}` as in a case's step. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is. */
  readonly body?: JsonValue;
  readonly form?: "cbor" | "hex";
  /** The body is the object of this answer, counted from 1, with `body` merged into it. */
  readonly from?: number;
}

export function stepOf({ from, body, ...rest }: Draw): Step {
  if (from === undefined) return body === undefined ? rest : { ...rest, body };
  return { ...rest, body: (shown: readonly Shown[]) => merged((shown[from - 1] ?? {}) as JsonValue, body ?? {}) };
}

/** The sequence without one of its requests; undefined where a later one needs its answer. */
export function without(draws: readonly Draw[], at: number): readonly Draw[] | undefined {
  const left: Draw[] = [];
  for (const [index, draw] of draws.entries()) {
    if (index === at) continue;
    const moved = index < at ? draw : renumbered(draw, at + 1);
    if (moved === undefined) return undefined;
    left.push(moved);
  }
  return left;
}

function renumbered(draw: Draw, gone: number): Draw | undefined {
  const next = (number: number): number => (number > gone ? number - 1 : number);
  let broken = draw.from === gone;
  const text = JSON.stringify(draw).replaceAll(
    /\{(rv|uid|continue):(\d+)\}/g,
    (_whole, what: string, number: string) => {
      broken ||= Number(number) === gone;
      return `{${what}:${next(Number(number))}}`;
    },
  );
  if (broken) return undefined;
  const moved = JSON.parse(text) as Draw;
  return moved.from === undefined ? moved : { ...moved, from: next(moved.from) };
}

/** RFC 7386, but null stays: it says what a client sent. */
function merged(target: JsonValue, change: JsonValue): JsonValue {
  if (!isObject(change) || !isObject(target)) return change;
  const result: JsonObject = { ...target };
  for (const [name, value] of Object.entries(change)) result[name] = merged(result[name] ?? null, value);
  return result;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
