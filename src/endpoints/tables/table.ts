/** What `kubectl get` shows: column definitions and cells of a kind. */
import { since, unknown } from "../../meta/duration.js";
import { stringifyJson } from "../../meta/exact-json.js";
import { compilePath } from "../../meta/json-path.js";
import type { KubeObject } from "../../meta/object.js";
import type { KindRuntime } from "../../registry/kind-runtime.js";
import type { Cell, Column, PrintedCell, ResourceDefinition } from "../../registry/resource-definition.js";
import { oncePer } from "../../util/get-or-add.js";

export type IncludeObject = "None" | "Metadata" | "Object";

/** Kinds that declare no columns show what every object has. */
const defaultColumns: readonly Column[] = [
  { name: "Name", type: "string", format: "name", priority: 0, path: "metadata.name" },
  { name: "Created At", type: "date", priority: 0, path: "metadata.creationTimestamp" },
];

export function columnsOf(definition: ResourceDefinition): readonly Column[] {
  return definition.columns ?? defaultColumns;
}

/** As a Table has them. */
export function columnDefinitions(definition: ResourceDefinition): readonly ColumnDefinition[] {
  return columnsOf(definition).map(columnDefinition);
}

export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

export function columnDefinition(column: Omit<Column, "path">): ColumnDefinition {
  const { name, type, format = "", priority } = column;
  return { name, type, format, description: column.description ?? commonDescriptions[name] ?? "", priority };
}

/** Columns that mean the same everywhere. */
const commonDescriptions: Readonly<Record<string, string>> = {
  Name: "Name of the object.",
  Namespace: "Namespace of the object.",
  Age: "Time since the object was created.",
  "Created At": "When the object was created.",
};

type CellMaker = (object: KubeObject) => PrintedCell;

const makersOf = oncePer((runtime: KindRuntime): readonly CellMaker[] =>
  columnsOf(runtime.definition).map((column) => cellMaker(runtime, column)),
);

/** Cells of one object, given in the stored version. */
export function cellsOf(runtime: KindRuntime, object: KubeObject): readonly PrintedCell[] {
  return makersOf(runtime).map((cell) => cell(object));
}

function cellMaker({ hooks, definition }: KindRuntime, column: Column): CellMaker {
  const custom = hooks.cells?.[column.name];
  if (custom !== undefined) return custom;
  if (column.path === undefined) return () => null;
  const read = compilePath(column.path);
  // A declared date is shown as an age; the columns of kinds that declare none show the time itself.
  if (column.type === "date" && definition.columns !== undefined) return (object) => ageCell(read(object));
  // Only the empty object of a bookmark has no time, and that is Go's first second.
  if (column.type === "date") return (object) => toCell(read(object) ?? "0001-01-01T00:00:00Z");
  return (object) => toCell(read(object));
}

function ageCell(time: unknown): PrintedCell {
  return typeof time === "string" ? since(time) : unknown;
}

function toCell(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (["string", "number", "bigint", "boolean"].includes(typeof value)) return value as Cell;
  return stringifyJson(value);
}
