/** Every collection's columns against those of a real kube-apiserver 1.36 (golden/columns.json); descriptions are our own. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { columnDefinition, columnDefinitions } from "../../../src/endpoints/tables/table.js";
import { groups } from "../../../src/generated/index.js";
import type { ResourceDefinition } from "../../../src/registry/resource-definition.js";
import { readFixture } from "../../support/fixture.js";

interface Recorded {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly priority: number;
}

const recorded = readFixture<Readonly<Record<string, readonly Recorded[]>>>("test/unit/printers/golden/columns.json");
const definitions = groups.flatMap(({ resources }) => resources);

/** `/apis/apps/v1/deployments` */
function definitionAt(path: string): ResourceDefinition | undefined {
  const parts = path.split("/").slice(2);
  const [group, version, plural] = parts.length === 2 ? ["", ...parts] : parts;
  return definitions.find(
    (one) => one.group === group && one.plural === plural && one.versions.some(({ name }) => name === version),
  );
}

test("columns have the names, types, formats and priorities of kube-apiserver's", () => {
  for (const [path, columns] of Object.entries(recorded)) {
    const definition = definitionAt(path);
    assert.ok(definition !== undefined, path);
    const own = columnDefinitions(definition).map(({ description: _, ...rest }) => rest);
    assert.deepEqual(
      own,
      columns.map(({ name, type, format, priority }) => ({ name, type, format, priority })),
      path,
    );
  }
});

test("every column says in a sentence what it shows", () => {
  for (const definition of definitions) {
    for (const { name, description } of columnDefinitions(definition)) {
      assert.match(description, /^[A-Z].*\.$/, `${definition.group}/${definition.kind}: ${name}`);
    }
  }
});

test("a column's own description wins over what its name means everywhere", () => {
  const age = { name: "Age", type: "string", priority: 0 } as const;
  assert.equal(columnDefinition(age).description, "Time since the object was created.");
  assert.equal(columnDefinition({ ...age, description: "Of the tree." }).description, "Of the tree.");
  assert.equal(columnDefinition({ ...age, name: "Height" }).description, "");
});
