/**
 * What becomes of a kind's fields, in few words: a subtree whose fields all fare alike is one entry, so `spec: "kept"` is all there is to
 * say of most kinds.
 */
import type { Fate, Probe } from "./probe.js";

/** By name of the field, `0` of a list's item, `k` of a map's member; last `="A"` where it hangs on the value. */
export type FateTree = Fate | { readonly [name: string]: FateTree };

export interface KindFates {
  readonly create: FateTree;
  readonly update: FateTree;
  readonly status: FateTree;
}

export const doors = ["create", "update", "status"] as const;

export function fatesOf(probes: readonly Probe[]): KindFates {
  const [create = {}, update = {}, status = {}] = doors.map((_, door) => treeOf(probes, door));
  return { create, update, status };
}

interface GrowingTree {
  [name: string]: Fate | GrowingTree;
}

function treeOf(probes: readonly Probe[], door: number): FateTree {
  const root: GrowingTree = {};
  for (const { leaf, fates } of probes) {
    const fate = fates[door] ?? "-";
    let at = root;
    for (const name of leaf.path) {
      at[name] ??= {};
      at = at[name] as GrowingTree;
    }
    if (fate !== "-") at[`=${JSON.stringify(leaf.value)}`] = fate;
  }
  return gathered(root);
}

function gathered(tree: FateTree): FateTree {
  if (typeof tree === "string") return tree;
  const inside = Object.entries(tree).map(([name, inner]) => [name, gathered(inner)] as const);
  const [first] = inside;
  if (first !== undefined && typeof first[1] === "string" && inside.every(([, inner]) => inner === first[1])) {
    return first[1];
  }
  return Object.fromEntries(inside);
}

/** What a tree says of one field; undefined: nothing. */
export function fateIn(tree: FateTree, path: readonly string[], value: unknown): Fate | undefined {
  let at: FateTree | undefined = tree;
  for (const name of [...path, `=${JSON.stringify(value)}`]) {
    if (typeof at !== "object") return at;
    at = at[name];
  }
  return typeof at === "string" ? at : undefined;
}
