/**
 * An API that is published already cannot follow the conventions where it does not: an import enters each deviation in
 * `exceptions.yaml`, for a person to look at. Entries that are there stay as they are.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";
import { parseYaml } from "../../load/yaml-source.js";
import type { Draft, GroupDraft } from "../draft.js";
import { isMap } from "../read/openapi-schema.js";
import { printYaml } from "./print-yaml.js";

interface Entry {
  readonly kind: string;
  readonly rule: string;
  readonly fields?: readonly string[];
  readonly reason: string;
}

const why = "imported as published, and what is in use cannot change";

/** The file's text with what `draft` needs added at the end; undefined when nothing is missing. */
export async function exceptionsFile(out: string, draft: Draft): Promise<string | undefined> {
  const needed = draft.groups.flatMap((group) => [...kindEntries(group), ...fieldEntries(group)]);
  const present = (await readFile(path.join(out, "exceptions.yaml"), "utf8").catch(() => undefined)) ?? "";
  const known = (parseYaml(present).value ?? []) as readonly Entry[];
  const missing = needed.filter((one) => !known.some((other) => other.kind === one.kind && other.rule === one.rule));
  if (missing.length === 0) return undefined;
  const header = "# yaml-language-server: $schema=_language/exceptions.schema.json\n";
  return (present === "" ? header : present) + missing.map(printEntry).join("");
}

function kindEntries(group: GroupDraft): Entry[] {
  return group.kinds.flatMap(({ kind, content }) => {
    const name = `${group.dir}/${kind}`;
    const entries: Entry[] = [];
    if (content.plural !== undefined) entries.push({ kind: name, rule: "plural", reason: why });
    if (content.strategy?.bumpGenerationOn?.length === 0)
      entries.push({ kind: name, rule: "no-generation", reason: why });
    return entries;
  });
}

function fieldEntries(group: GroupDraft): Entry[] {
  return Object.entries(group.types).flatMap(([version, types]) =>
    Object.entries(types).flatMap(([type, schema]): Entry[] => {
      const fields = Object.keys(propertiesOf(schema)).filter((field) => !/^[a-z][A-Za-z0-9]*$/.test(field));
      const dir = group.dir === "_shared" ? "meta" : group.dir;
      return fields.length === 0
        ? []
        : [{ kind: `${dir}/${version}/${type}`, rule: "field-case", fields, reason: why }];
    }),
  );
}

function propertiesOf(schema: JsonObject): JsonObject {
  const properties: JsonValue | undefined = schema["properties"];
  return isMap(properties) ? properties : {};
}

function printEntry({ kind, rule, fields, reason }: Entry): string {
  const entry: JsonObject = { kind, rule, ...(fields === undefined ? {} : { fields: [...fields] }), reason };
  return `- ${printYaml(entry, "").trimEnd().replaceAll("\n", "\n  ")}\n`;
}
