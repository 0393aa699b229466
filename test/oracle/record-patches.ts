/**
 * Records what a real kube-apiserver answers to the patches of test/unit/registry/patch/golden/cases.json, into answers.json beside it.
 * Run by hand against a server that may be written to; all patches are dry runs on objects in a namespace of their own.
 *
 *   node dist/test/oracle/record-patches.js <kubeconfig>
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../src/meta/schema.js";
import { readFixture, repositoryRoot } from "../support/fixture.js";
import { ask, clusterOf } from "./client.js";

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

const cluster = clusterOf(process.argv[2] ?? "kubeconfig");
const namespace = `patch-recording-${Date.now()}`;
const cases = readFixture<Cases>(`${folder}/cases.json`);
await post("/api/v1/namespaces", { metadata: { name: namespace } });

const objects: Record<string, JsonObject> = {};
for (const [name, base] of Object.entries(cases.bases)) {
  await post(base.collection.replace("NAMESPACE", namespace), base.create);
  const path = `${base.collection.replace("NAMESPACE", namespace)}/patched`;
  const { body } = await ask(cluster, { method: "GET", path });
  objects[name] = withoutManagedFields(JSON.parse(body) as JsonObject);
}

const answers = [];
for (const { base, type, patches } of cases.groups) {
  const collection = cases.bases[base]?.collection.replace("NAMESPACE", namespace);
  for (const patch of patches) {
    const path = `${collection}/patched?dryRun=All`;
    const headers = { "Content-Type": mediaTypes[type] ?? "" };
    const { status: code, body } = await ask(cluster, { method: "PATCH", path, body: patch, headers });
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
await ask(cluster, { method: "DELETE", path: `/api/v1/namespaces/${namespace}` });

async function post(path: string, object: JsonObject): Promise<void> {
  await ask(cluster, { method: "POST", path, body: JSON.stringify(object) });
}

function withoutManagedFields(object: JsonObject): JsonObject {
  const { managedFields: _, ...metadata } = object.metadata as JsonObject;
  return { ...object, metadata };
}
