/**
 * Objects that say much of what their kinds can say (../samples), made and shown in every form: in depth, what is filled in and how it is
 * encoded. Each is made in every version that is served and has the shape of its own.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { groups } from "../../../src/generated/index.js";
import type { ResourceDefinition } from "../../../src/registry/resource-definition.js";
import { repositoryRoot } from "../../support/fixture.js";
import type { Case, Shown } from "../case.js";
import { type IsServed, servedByDefault } from "./kinds.js";
import { apply, get, partial, patch, post, protobuf, put, quietly, remove, steps, table } from "./steps.js";

interface Sample extends Shown {
  readonly apiVersion: string;
  readonly kind: string;
}

export function richCases(isServed: IsServed = servedByDefault, cbor = false): readonly Case[] {
  return samples().flatMap((sample) => {
    const [version = "", group = ""] = sample.apiVersion.split("/").reverse();
    const definition = groups
      .flatMap(({ resources }) => resources)
      .find((one) => one.group === group && one.kind === sample.kind);
    const served = definition?.versions.find(({ name }) => name === version);
    if (definition === undefined || served === undefined || !isServed(definition, served)) return [];
    return [caseOf(definition, sample, cbor)];
  });
}

function samples(): readonly Sample[] {
  const folder = join(repositoryRoot(), "test/oracle/samples");
  return readdirSync(folder).flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), "utf8")).map((one) => one.toJS() as Sample),
  );
}

function caseOf({ group, plural, namespaced }: ResourceDefinition, sample: Sample, cbor: boolean): Case {
  const root = group === "" ? `/api/${sample.apiVersion}` : `/apis/${sample.apiVersion}`;
  const collection = namespaced ? `${root}/namespaces/NS/${plural}` : `${root}/${plural}`;
  const one = `${collection}/${String(sample.metadata.name)}`;
  const account = quietly(post("/api/v1/namespaces/NS/serviceaccounts", { metadata: { name: "default" } }));
  const before = sample.kind === "Pod" ? [account] : [];
  return steps(
    `${sample.apiVersion} ${sample.kind}: a rich object in every form`,
    ...before,
    post(`${collection}?fieldValidation=Strict`, sample),
    get(one),
    get(one, { Accept: "application/yaml" }),
    get(one, protobuf),
    ...(cbor ? [get(one, { Accept: "application/cbor" })] : []),
    get(one, table),
    get(one, partial),
    put(one, (shown: readonly Shown[]) => {
      const made = shown[before.length] as Shown;
      return { ...made, metadata: { ...made.metadata, annotations: { put: "again" } } };
    }),
    patch(`${one}?fieldManager=other&dryRun=All`, sample, apply),
    patch(one, { metadata: { labels: { more: "a" } } }, { "Content-Type": "application/strategic-merge-patch+json" }),
    remove(`${one}?gracePeriodSeconds=0`),
  );
}
