/**
 * Records what a real kube-apiserver answers to the patches of test/unit/registry/patch/golden/cases.json, into answers.json beside it.
 * Run by hand against a server that may be written to; all patches are dry runs on objects in a namespace of their own.
 *
 *   ORACLE_URL=https://127.0.0.1:6443 ORACLE_TOKEN=… node dist/test/oracle/record-patches.js
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../src/meta/schema.js";
import { readFixture, repositoryRoot } from "../support/fixture.js";
import { oracleFromEnvironment } from "./oracle-client.js";

interface Cases {
  readonly bases: Readonly<Record<string, { readonly collection: string; readonly create: JsonObject }>>;
  readonly groups: readonly { readonly base: string; readonly type: string; readonly patches: readonly string[] }[];
}

const folder = "test/unit/registry/patch/golden";
const mediaTypes: Readonly<Record<string, string>> = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
};

const oracle = oracleFromEnvironment();
const namespace = `h-patch-recording-${Date.now()}`;
const cases = readFixture<Cases>(`${folder}/cases.json`);
await oracle.ask("POST", "/api/v1/namespaces", { metadata: { name: namespace } });

const objects: Record<string, JsonObject> = {};
for (const [name, base] of Object.entries(cases.bases)) {
  await oracle.ask("POST", base.collection.replace("NAMESPACE", namespace), base.create);
  const { body } = await oracle.ask("GET", `${base.collection.replace("NAMESPACE", namespace)}/patched`);
  objects[name] = withoutManagedFields(JSON.parse(body) as JsonObject);
}

const answers = [];
for (const { base, type, patches } of cases.groups) {
  const collection = cases.bases[base]?.collection.replace("NAMESPACE", namespace);
  for (const patch of patches) {
    const path = `${collection}/patched?dryRun=All`;
    const { code, body } = await oracle.ask("PATCH", path, patch, mediaTypes[type]);
    // A panic of the server leaves no body; there is nothing to be like.
    if (body === "") continue;
    answers.push({ base, type, patch, code, body: withoutManagedFields(JSON.parse(body) as JsonObject) });
  }
}
const lines = answers.map((answer) => JSON.stringify(answer)).join(",\n");
writeFileSync(
  join(repositoryRoot(), folder, "answers.json"),
  `{"objects":${JSON.stringify(objects)},\n"answers":[\n${lines}\n]}\n`,
);
await oracle.ask("DELETE", `/api/v1/namespaces/${namespace}`);

function withoutManagedFields(object: JsonObject): JsonObject {
  const { managedFields: _, ...metadata } = object.metadata as JsonObject;
  return { ...object, metadata };
}
