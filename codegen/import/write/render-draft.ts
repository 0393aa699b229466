/** A draft as files: where each type goes, and how each file looks. */
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";
import { getOrAdd } from "../../../src/util/get-or-add.js";
import type { Draft, GroupDraft } from "../draft.js";
import { printTypes, printYaml } from "./print-yaml.js";

/** Relative path → text, in the order of paths. `language`: where the language's schemas are, for editors. */
export function renderDraft(draft: Draft, language = "_language"): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const crossReferences = referencesBetweenGroupVersions(draft.groups);
  for (const group of draft.groups) renderGroup(group, { crossReferences, language, files });
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface Rendering {
  readonly crossReferences: ReadonlySet<string>;
  readonly language: string;
  readonly files: Map<string, string>;
}

function renderGroup(group: GroupDraft, { crossReferences, language, files }: Rendering): void {
  const header = (schema: string, depth: number): string => editorHeader(`${language}/${schema}`, depth);
  files.set(`${group.dir}/group.yaml`, renderGroupFile(group.content, language));
  for (const kind of group.kinds) {
    files.set(`${group.dir}/${kind.kind}/kind.yaml`, printYaml(toJson(kind.content), header("kind", 2)));
  }
  for (const [version, types] of Object.entries(group.types)) {
    const owners = ownersOfTypes(group, version, crossReferences);
    const byFile = new Map<string, Record<string, JsonObject>>();
    for (const [name, schema] of Object.entries(types)) {
      const owner = owners.get(name);
      const file =
        owner === undefined ? `${group.dir}/types.${version}.yaml` : `${group.dir}/${owner}/${version}.schema.yaml`;
      getOrAdd(byFile, file, (): Record<string, JsonObject> => ({}))[name] = schema;
    }
    for (const [file, content] of byFile) {
      files.set(file, printTypes(content, header("schema", file.split("/").length - 1)));
    }
  }
}

export function renderGroupFile(content: GroupDraft["content"], language = "_language"): string {
  return printYaml(toJson(content), editorHeader(`${language}/group`, 1));
}

/** Type → the one kind of the group version that uses it; absent: several, none, or another group version does. */
function ownersOfTypes(group: GroupDraft, version: string, crossReferences: ReadonlySet<string>): Map<string, string> {
  const types = group.types[version] ?? {};
  const users = new Map<string, Set<string>>();
  const own = new Map<string, string>();
  for (const kind of group.kinds) {
    const root = kind.versions[version];
    if (root === undefined) continue;
    own.set(root, kind.kind);
    for (const name of reachable(root, types)) {
      getOrAdd(users, name, () => new Set<string>()).add(kind.kind);
    }
  }
  const owners = new Map(own);
  for (const [name, kinds] of users) {
    const [only] = kinds;
    const crossed = crossReferences.has(`${group.dir}/${version}/${name}`);
    if (kinds.size === 1 && only !== undefined && !crossed && !own.has(name)) owners.set(name, only);
  }
  return owners;
}

function reachable(root: string, types: Readonly<Record<string, JsonObject>>): Set<string> {
  const seen = new Set<string>();
  const open = [root];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const schema = types[name];
    if (seen.has(name) || schema === undefined) continue;
    seen.add(name);
    open.push(...refsOf(schema).filter((ref) => !ref.includes("/")));
  }
  return seen;
}

/** Full names of types that a type of another group version refers to, and everything these reach: they are shared. */
function referencesBetweenGroupVersions(groups: readonly GroupDraft[]): Set<string> {
  const found = new Set<string>();
  for (const group of groups) {
    for (const types of Object.values(group.types)) {
      for (const schema of Object.values(types)) {
        for (const ref of refsOf(schema)) if (ref.includes("/")) found.add(ref);
      }
    }
  }
  for (const group of groups) {
    for (const [version, types] of Object.entries(group.types)) {
      const prefix = `${group.dir}/${version}/`;
      for (const name of Object.keys(types).filter((one) => found.has(prefix + one))) {
        for (const inner of reachable(name, types)) found.add(prefix + inner);
      }
    }
  }
  return found;
}

export function refsOf(schema: JsonObject): string[] {
  const found: string[] = [];
  const visit = (value: JsonValue): void => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) return;
    if (typeof value["$ref"] === "string") found.push(value["$ref"]);
    const { properties, items, additionalProperties } = value;
    for (const property of Object.values((properties ?? {}) as JsonObject)) visit(property);
    if (items !== undefined) visit(items);
    if (additionalProperties !== undefined) visit(additionalProperties);
  };
  visit(schema);
  return found;
}

function editorHeader(schema: string, depth: number): string {
  return `# yaml-language-server: $schema=${"../".repeat(depth)}${schema}.schema.json\n`;
}

function toJson(content: object): JsonObject {
  return JSON.parse(JSON.stringify(content)) as JsonObject;
}
