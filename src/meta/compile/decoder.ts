/**
 * `compileDecoder`: from a type's schema to the function that turns a JSON.parse'd value into an object of that type,
 * in place, as kube-apiserver's decoder would. Compiled once per (SchemaSet, type). Throws DecodeError and nothing
 * else.
 *
 * What JSON.parse loses (digits beyond 2^53, how a number was written, all but the last of members of one name) `readExactly` keeps
 * where `scanJson` saw it.
 */
import type { JsonObject, Schema, SchemaSet, TypeName } from "../schema.js";
import { isObject, jsonKind } from "./decode-containers.js";
import { cannotBeHandled, DecodeError, maxStrictProblems, unknownField } from "./decode-error.js";
import { nodeOfType } from "./decode-node.js";
import { rawType, refused } from "./decode-scalars.js";
import type { DecodeNode, DecodeState, Mismatch } from "./decode-types.js";
import { shortTypeName } from "./go-names.js";
import { memoPerSet } from "./memo.js";

export interface Decoder {
  /** Changes `value` in place and returns it. `problems` undefined: unknown fields are dropped without a word. */
  decode(value: unknown, problems: FieldProblems | undefined, options?: DecodeOptions): JsonObject;
  /** There may be raw values in it, whose text counts: bodies have to be read by `readExactly`. Found out on first use. */
  readonly holdsRaw: boolean;
  readonly root: DecodeNode;
}

export interface DecodeOptions {
  /** Raw values come from a form that has no text of theirs: they become what Go writes. */
  readonly canonicalRaw?: boolean;
  /** The value comes from Go's maps, which strategic merge and apply work on: such a reader lets numbers run over. Raw values as above. */
  readonly fromMaps?: boolean;
  /** Only these members are new; the others were decoded before. Absent: all are. */
  readonly members?: readonly string[] | undefined;
}

/** What strict decoding would refuse; make one per request. */
export class FieldProblems {
  /** Paths of unknown fields in the order met: `spec.containers[0].foo`. */
  readonly unknown: string[] = [];
  /** Members of the decoded value, to be compared with `scanJson`. */
  members = 0;
  /** As Kubernetes words them for errors and warnings. */
  texts(asText = unknownField): string[] {
    return this.unknown.slice(0, maxStrictProblems).map(asText);
  }
}

const memoOf = memoPerSet<Decoder>();

export function compileDecoder(set: SchemaSet, type: TypeName): Decoder {
  const memo = memoOf(set);
  const known = memo.get(type);
  if (known !== undefined) return known;
  const decoder = makeDecoder(set, type);
  memo.set(type, decoder);
  return decoder;
}

function makeDecoder(set: SchemaSet, type: TypeName): Decoder {
  const root = nodeOfType(set, type);
  const kind = shortTypeName(type);
  const apiVersion = type.slice(type.indexOf("/") + 1, type.lastIndexOf("/"));
  const fail = (detail: string, mismatch?: Mismatch): DecodeError =>
    cannotBeHandled({ kind, apiVersion }, kind, detail, mismatch?.goType === "" ? undefined : mismatch);
  const keys: (string | number)[] = [];

  const decode = (value: unknown, problems: FieldProblems | undefined, options: DecodeOptions = {}): JsonObject => {
    if (!isObject(value)) throw fail(`json: cannot unmarshal ${jsonKind(value)} into Go value of type ${root.goType}`);
    const { fromMaps = false, canonicalRaw = fromMaps } = options;
    const unknown = problems?.unknown;
    const state: DecodeState = { keys, depth: 0, members: 0, unknown, canonicalRaw, fromMaps, mismatch: undefined };
    const part = options.members === undefined ? value : membersOf(value, options.members);
    try {
      root.decode(part, state);
    } catch (error) {
      if (error === refused && state.mismatch !== undefined)
        throw fail(mismatchText(root, state.mismatch), state.mismatch);
      throw error instanceof DecodeError ? fail(error.message) : error;
    }
    if (state.mismatch !== undefined) throw fail(mismatchText(root, state.mismatch), state.mismatch);
    if (problems !== undefined) problems.members = state.members;
    if (options.members !== undefined) putBack(value, part, options.members);
    return value as JsonObject;
  };
  let holdsRaw: boolean | undefined;
  return {
    decode,
    root,
    get holdsRaw() {
      holdsRaw ??= reachesRaw(set, set.get(type), new Set());
      return holdsRaw;
    },
  };
}

function membersOf(value: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  const part: Record<string, unknown> = {};
  for (const name of names) if (Object.hasOwn(value, name)) part[name] = value[name];
  return part;
}

/** What decoding kept of the members, each in its old place. */
function putBack(value: Record<string, unknown>, part: Record<string, unknown>, names: readonly string[]): void {
  for (const name of names) {
    if (Object.hasOwn(part, name)) value[name] = part[name];
    else delete value[name];
  }
}

function reachesRaw(set: SchemaSet, schema: Schema | undefined, seen: Set<TypeName>): boolean {
  if (schema === undefined) return false;
  const target = schema.$ref;
  if (target !== undefined) {
    if (seen.has(target)) return false;
    seen.add(target);
    return shortTypeName(target) === rawType || reachesRaw(set, set.get(target), seen);
  }
  const inner = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
  return inner.some((one) => reachesRaw(set, one, seen));
}

/**
 * Go names the innermost struct, then the fields on the way there, embedded structs included, without indexes and map
 * keys.
 */
function mismatchText(root: DecodeNode, { path, found, goType }: Mismatch): string {
  if (goType === "") return found;
  let node: DecodeNode | undefined = root;
  let struct = "";
  const parts: string[] = [];
  for (const key of path) {
    if (node?.kind === "struct") {
      const name = String(key);
      const owner = node.inline(name);
      struct = node.structName;
      if (owner !== undefined) parts.push(owner);
      parts.push(name);
      node = node.fields.get(name) ?? node.item;
    } else {
      node = node?.item;
    }
  }
  return `json: cannot unmarshal ${found} into Go struct field ${struct}.${parts.join(".")} of type ${goType}`;
}
