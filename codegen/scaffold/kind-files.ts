/** The files of a new kind: a definition that works as it stands, with a field, a status, a rule across fields and a test for each. */
import { pluralOf } from "../load/conventions.js";
import { kebabCase } from "../print/names.js";
import type { ScaffoldFile } from "./write.js";

export interface KindChoices {
  readonly group: string;
  readonly kind: string;
  /** In order of preference: the first is the stored one. */
  readonly versions: readonly string[];
  readonly clusterScoped: boolean;
}

export function kindFiles(choices: KindChoices): ScaffoldFile[] {
  const { group, kind, versions } = choices;
  const folder = `api-definitions/${group}/${kind}`;
  return [
    { path: `${folder}/kind.yaml`, text: kindYaml(choices) },
    ...versions.map((version) => ({
      path: `${folder}/${version}.schema.yaml`,
      text: schemaYaml(kind, version),
    })),
    { path: `${folder}/hooks.ts`, text: hooks(choices) },
    ...versions.map((version) => ({
      path: `${folder}/samples/valid/${version}.yaml`,
      text: sample(choices, { version, note: "an object the server accepts.", spec: { size: 3, maxSize: 5 } }),
    })),
    {
      path: `${folder}/samples/invalid/negative-size.yaml`,
      text: `# expect: spec.size minimum\n${sample(choices, {
        version: storedVersion(choices),
        note: "an object the server refuses; the line above names the field and the rule.",
        spec: { size: -1 },
      })}`,
    },
    { path: `test/${group}/${kebabCase(kind)}.test.ts`, text: kindTest(choices) },
  ];
}

function storedVersion({ versions }: KindChoices): string {
  return versions[0] ?? "v1";
}

function kindYaml({ kind, clusterScoped }: KindChoices): string {
  return `# Yours. ${kind} says here only what differs from the convention.
scope: ${clusterScoped ? "Cluster" : "Namespaced"}
subresources:
  status: {}
columns:
  - { name: Name, type: string, format: name, path: metadata.name }
  - { name: Size, type: integer, path: spec.size }
  - { name: Age, type: date, path: metadata.creationTimestamp }
`;
}

function schemaYaml(kind: string, version: string): string {
  return `# Yours. The shape of ${kind} in ${version}. apiVersion, kind and metadata are there by convention.
${kind}:
  properties:
    spec: { $ref: ${kind}Spec, protobuf: 2 }
    status: { $ref: ${kind}Status, protobuf: 3 }
${kind}Spec:
  properties:
    size: { type: integer, format: int32, default: 1, minimum: 0, protobuf: 1 }
    maxSize: { type: integer, format: int32, minimum: 0, protobuf: 2 }
${kind}Status:
  properties:
    observedGeneration: { type: integer, format: int64, protobuf: 1 }
`;
}

function hooks(choices: KindChoices): string {
  const { group, kind, versions } = choices;
  const stored = storedVersion(choices);
  const conversions = versions.slice(1).map(
    (
      version,
    ) => `    // ${version} has the shape of ${stored} today; translate here when they part. apiVersion is set for you.
    ${version}: { toStored: (object) => object, fromStored: (object) => object },
`,
  );
  const convert = conversions.length === 0 ? "" : `  convert: {\n${conversions.join("")}  },\n`;
  return `// Yours. What data cannot say about ${kind}. Objects arrive in the stored version, ${stored}.
import { invalidValue, type KindHooks } from "apiserver/generated-api";
import type { ${kind} } from "../../../generated/${group}/${stored}/types.js";

export const hooks: KindHooks<${kind}> = {
  validate: ({ spec }) => {
    const { size = 0, maxSize } = spec ?? {};
    if (maxSize === undefined || size <= maxSize) return [];
    return [invalidValue("spec.size", size, "must not be more than spec.maxSize", "sizeWithinMax")];
  },
${convert}};
`;
}

function sample(
  { group, kind }: KindChoices,
  content: { readonly version: string; readonly note: string; readonly spec: Readonly<Record<string, number>> },
): string {
  const spec = Object.entries(content.spec).map(([field, value]) => `  ${field}: ${value}\n`);
  return `# Yours: ${content.note}
apiVersion: ${group}/${content.version}
kind: ${kind}
metadata:
  name: example
spec:
${spec.join("")}`;
}

function kindTest(choices: KindChoices): string {
  const { group, kind, versions, clusterScoped } = choices;
  const place = clusterScoped ? "" : "namespaces/default/";
  const versionTest = versions.length === 1 ? "" : conversionTest(choices);
  return `// Yours. What ${kind} promises to its clients, tested against a server in this process.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestServer } from "apiserver/testing";
import { groups } from "../../generated/index.js";

const path = (version: string): string => \`/apis/${group}/\${version}/${place}${pluralOf(kind)}\`;
const object = (version: string, spec: Record<string, number>): Record<string, unknown> => ({
  apiVersion: \`${group}/\${version}\`,
  kind: "${kind}",
  metadata: { name: "example" },
  spec,
});

test("an object is created, defaulted and read back", async (t) => {
  const server = await startTestServer({ groups });
  t.after(() => server.close());
  const created = await server.request("POST", path("${storedVersion(choices)}"), object("${storedVersion(choices)}", {}));
  assert.equal(created.status, 201);
  const read = await server.request("GET", \`\${path("${storedVersion(choices)}")}/example\`);
  assert.deepEqual(read.body.spec, { size: 1 });
});

test("an object larger than its maximum is refused", async (t) => {
  const server = await startTestServer({ groups });
  t.after(() => server.close());
  const answer = await server.request(
    "POST",
    path("${storedVersion(choices)}"),
    object("${storedVersion(choices)}", { size: 3, maxSize: 2 }),
  );
  assert.equal(answer.status, 422);
  assert.equal(answer.body.reason, "Invalid");
});
${versionTest}`;
}

function conversionTest({ versions }: KindChoices): string {
  return `
for (const version of ${JSON.stringify(versions)}) {
  test(\`an object written in \${version} is readable in every version\`, async (t) => {
    const server = await startTestServer({ groups });
    t.after(() => server.close());
    const created = await server.request("POST", path(version), object(version, { size: 3 }));
    assert.equal(created.status, 201);
    for (const other of ${JSON.stringify(versions)}) {
      const read = await server.request("GET", \`\${path(other)}/example\`);
      assert.deepEqual([read.body.apiVersion, read.body.spec], [object(other, {}).apiVersion, { size: 3 }]);
    }
  });
}
`;
}
