/**
 * Every kind's cells against those of a real kube-apiserver 1.36 for the same objects at the same time (golden/tables.json, made by
 * test/oracle/record-tables.ts from golden/cases.yaml).
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import type { JsonObject, KubeObject } from "../../../src/meta/object.js";
import type { Cell, Column, KindHooks } from "../../../src/registry/resource-definition.js";
import { elapsedText } from "../../support/elapsed-text.js";
import { readFixture, repositoryRoot } from "../../support/fixture.js";

interface Recorded {
  readonly group: string;
  readonly kind: string;
  readonly now: number;
  readonly object: KubeObject;
  readonly cells: Readonly<Record<string, Cell>>;
}

const definitions = join(repositoryRoot(), "api-definitions");
const recorded = readFixture<readonly Recorded[]>("test/unit/printers/golden/tables.json");

const kinds = [...new Set(recorded.map(folderOf))];

for (const kind of kinds) {
  const rows = recorded.filter((row) => folderOf(row) === kind);
  test(`${kind}: cells are what kube-apiserver shows`, async (t) => {
    const columns = columnsOf(kind);
    const hooks = await hooksOf(kind);
    assert.deepEqual(
      columns.map((column) => column.name),
      Object.keys(rows[0]?.cells ?? {}),
    );
    for (const { object, now, cells } of rows) {
      await t.test(String(object.metadata.name), () => {
        const shown = columns.map((column) => [column.name, cellOf(column, hooks, object, now)]);
        assert.deepEqual(Object.fromEntries(shown), cells);
      });
    }
  });
}

test("every kind with columns of its own has recorded rows, and a cell or a path for each column", async () => {
  const defined = readdirSync(definitions, { recursive: true, encoding: "utf8" })
    .filter((path) => /^[^_][^/]*\/[^/]+\/kind\.yaml$/.test(path))
    .map((path) => path.replace("/kind.yaml", ""));
  for (const kind of defined) {
    const { columns } = kindFile(kind);
    if (columns === undefined) continue;
    assert.ok(kinds.includes(kind), `${kind} has no recorded row`);
    const { cells = {} } = await hooksOf(kind);
    for (const { name, path } of columns) {
      assert.ok(path !== undefined || name in cells, `${kind}: column ${name} shows nothing`);
      assert.ok(
        name === "Name" || path === undefined || !(name in cells),
        `${kind}: column ${name} has a path and a cell`,
      );
    }
    for (const name of Object.keys(cells))
      assert.ok(
        columns.some((column) => column.name === name),
        `${kind}: ${name}`,
      );
  }
});

function folderOf({ group, kind }: Recorded): string {
  return `${group}/${kind}`;
}

/** As the Table endpoint does it: a cell of the hooks goes before a path. */
function cellOf(column: Column, hooks: KindHooks, object: KubeObject, now: number): Cell {
  const cell = hooks.cells?.[column.name];
  if (cell !== undefined) {
    const printed = cell(object);
    return typeof printed === "object" && printed !== null ? elapsedText(printed, now) : printed;
  }
  const fields = column.path?.split(".") ?? [];
  return (fields.reduce<unknown>((value, field) => (value as JsonObject)[field], object) ?? null) as Cell;
}

const defaultColumns: readonly Column[] = [
  { name: "Name", type: "string", priority: 0, path: "metadata.name" },
  { name: "Created At", type: "date", priority: 0, path: "metadata.creationTimestamp" },
];

function columnsOf(kind: string): readonly Column[] {
  return kindFile(kind).columns ?? defaultColumns;
}

function kindFile(kind: string): { readonly columns?: readonly Column[] } {
  return parse(readFileSync(join(definitions, kind, "kind.yaml"), "utf8")) as { columns?: Column[] };
}

async function hooksOf(kind: string): Promise<KindHooks> {
  if (!existsSync(join(definitions, kind, "hooks.ts"))) return {};
  const module = (await import(`../../../api-definitions/${kind}/hooks.js`)) as { readonly hooks: KindHooks };
  return module.hooks;
}
