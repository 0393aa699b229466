/** The files of a new API group. */
import type { ScaffoldFile } from "./write.js";

/** `versions` in order of preference: the first is the stored one. */
export function groupFiles(group: string, versions: readonly string[]): ScaffoldFile[] {
  return [
    { path: `api-definitions/${group}/group.yaml`, text: groupYaml(group, versions) },
    { path: `test/${group}/group.test.ts`, text: groupTest(group, versions) },
  ];
}

function groupYaml(group: string, versions: readonly string[]): string {
  return `# Yours. The API group ${group}: its versions in order of preference; objects are stored in a kind's first one.
versions:
${versions.map((version) => `  ${version}: {}\n`).join("")}`;
}

function groupTest(group: string, versions: readonly string[]): string {
  return `// Yours. What the group as a whole promises; each kind has a test of its own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { groups } from "../../generated/index.js";

test("${group} has its versions, the preferred one first", () => {
  const group = groups.find((one) => one.name === ${JSON.stringify(group)});
  assert.deepEqual(group?.versions.map((version) => version.name), ${JSON.stringify(versions)});
});
`;
}
