/** What each field of a kind does to its Table: the row of most fields, and the rows of those that change it. */
import { comparable } from "../normalise.js";
import { doors } from "./fates.js";
import type { Leaf } from "./leaves.js";
import type { Probe, ProbeOptions } from "./probe.js";

type Cells = readonly unknown[];

export interface KindCells {
  /** By door: what the Table shows of an object that says little. */
  readonly usual: Readonly<Record<string, Cells>>;
  /** By door, path and value (`create spec.nodeName="a"`). */
  readonly told: Readonly<Record<string, Cells>>;
}

/** Pods are looked at whole, their templates only where Tables show something of them. */
export const cellProbes: ProbeOptions = {
  namespace: "recorded-cells",
  bare: true,
  headers: { Accept: "application/json;as=Table;v=v1;g=meta.k8s.io" },
  only: ({ path }) => !path.includes("template") || /^(name|image|nodeSelector|k)$/.test(path.at(-1) ?? ""),
};

export function cellsOf(probes: readonly Probe[]): KindCells {
  const usual: Record<string, Cells> = {};
  const told: Record<string, Cells> = {};
  for (const [at, door] of doors.entries()) {
    const rows = probes.flatMap(({ leaf, replies }) => {
      const reply = replies[at];
      if (reply === undefined || reply.status >= 300) return [];
      const { rows: [row] = [] } = comparable(reply).body as { rows?: { cells: Cells }[] };
      return row === undefined ? [] : [{ leaf, cells: row.cells }];
    });
    const bare = rows.find(({ leaf }) => leaf.path.length === 0)?.cells;
    if (bare !== undefined) usual[door] = bare;
    for (const { leaf, cells } of rows) {
      if (JSON.stringify(cells) !== JSON.stringify(bare)) told[keyOf(door, leaf)] = cells;
    }
  }
  return { usual, told };
}

function keyOf(door: string, { path, value }: Leaf): string {
  return `${door} ${path.join(".")}=${JSON.stringify(value)}`;
}
