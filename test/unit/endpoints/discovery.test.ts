/** Discovery equals what kube-apiserver 1.36.3 answers, document by document. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  apiGroupList,
  apiResourceList,
  groupDiscoveryList,
  storageVersionHash,
} from "../../../src/endpoints/discovery/documents.js";
import type { GroupDefinition } from "../../../src/registry/resource-definition.js";
import { factsFolder, withoutFacts } from "../../support/facts.js";
import { presentGroups as groups } from "../../support/present-groups.js";

const facts = factsFolder();
const skip = withoutFacts();

/** As served without `--runtime-config`: only versions that are on by default. */
function byDefault(all: readonly GroupDefinition[]): readonly GroupDefinition[] {
  return all.flatMap((group) => {
    const resources = group.resources
      .map((resource) => ({ ...resource, versions: resource.versions.filter((version) => version.servedByDefault) }))
      .filter((resource) => resource.versions.length > 0);
    const names = new Set(resources.flatMap((resource) => resource.versions.map(({ name }) => name)));
    const versions = group.versions.filter(({ name }) => names.has(name));
    return versions.length === 0 ? [] : [{ ...group, resources, versions }];
  });
}

function recorded(file: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(facts as string, file), "utf8")) as Record<string, unknown>;
}

for (const [file, served] of [
  ["discovery-default.json", byDefault(groups)],
  ["discovery-all.json", groups],
] as const) {
  test(`${file}: every group version lists the recorded resources`, { skip }, () => {
    const documents = recorded(file);
    for (const group of served) {
      for (const { name } of group.versions) {
        const path = group.name === "" ? `/api/${name}` : `/apis/${group.name}/${name}`;
        assert.deepEqual(apiResourceList(group, name, { hashes: true }), documents[path], path);
      }
    }
  });

  test(`${file}: the group list and the aggregated documents are the recorded ones`, { skip }, () => {
    const documents = recorded(file);
    assert.deepEqual(apiGroupList(served), documents["/apis"]);
    const named = served.filter((group) => group.name !== "");
    assert.deepEqual(groupDiscoveryList(named, "v2"), documents["/apis (v2)"]);
    const core = served.filter((group) => group.name === "");
    assert.deepEqual(groupDiscoveryList(core, "v2"), documents["/api (v2)"]);
  });
}

test("the storage version hash is kube-apiserver's", () => {
  const deployments = groups.flatMap((group) => group.resources).find((resource) => resource.kind === "Deployment");
  assert.ok(deployments !== undefined);
  assert.equal(storageVersionHash(deployments), "8aSe+NMegvE=");
});

test("22 group versions are on by default and 36 with everything on", () => {
  const count = (all: readonly GroupDefinition[]): number => all.reduce((sum, group) => sum + group.versions.length, 0);
  assert.equal(count(byDefault(groups)), 22);
  assert.equal(count(groups), 36);
});
