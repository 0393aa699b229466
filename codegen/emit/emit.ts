/**
 * A model in, a tree of TypeScript out: path (relative to the output folder) → text, in path order. The same model gives the same
 * bytes, in whatever order its types come.
 */
import { posix } from "node:path";
import { formatGroupVersion } from "../../src/meta/object.js";
import type { TypeName } from "../../src/meta/schema.js";
import type { ApiModel, TypeModel } from "../model/model.js";
import { kindFileName } from "../print/names.js";
import { SourcePrinter } from "../print/source.js";
import type { EmitConfig } from "./config.js";
import { descriptionsStatements } from "./descriptions.js";
import { groupStatements, indexStatements, kindStatements } from "./records.js";
import { splitTypeName } from "./references.js";
import { schemasStatements } from "./schemas.js";
import { typesStatements } from "./types.js";

export type GeneratedTree = ReadonlyMap<string, string>;

export async function emitModel(model: ApiModel, config: EmitConfig): Promise<GeneratedTree> {
  const printer = new SourcePrinter();
  const files = new Map<string, string>();
  const objects = wholeObjects(model);
  for (const [module, types] of typesByModule(model)) {
    const origin = posix.join(config.definitions, commonFolder(types.map((type) => type.file)));
    const typeStatements = await typesStatements(printer, config, {
      module,
      types,
      known: model.types,
      objects,
    });
    files.set(`${module}/types.ts`, printer.print(origin, typeStatements));
    files.set(`${module}/schemas.ts`, printer.print(origin, schemasStatements(model, config, { module, types })));
  }
  for (const group of model.groups) {
    const origin = posix.join(config.definitions, group.file);
    files.set(`${group.dir}/group.ts`, printer.print(origin, groupStatements(model, config, group)));
    for (const kind of group.kinds) {
      const kindOrigin = posix.join(config.definitions, kind.file);
      const statements = kindStatements(model, config, { group, kind });
      files.set(`${group.dir}/${kindFileName(kind.kind)}`, printer.print(kindOrigin, statements));
    }
  }
  for (const [dir, described] of model.descriptions) {
    const origin = posix.join(config.definitions, described.file ?? dir);
    files.set(`${dir}/descriptions.ts`, printer.print(origin, descriptionsStatements(config, dir, described)));
  }
  files.set("index.ts", printer.print(config.definitions, indexStatements(config, model.groups)));
  return new Map([...files].sort(byPath));
}

const byPath = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1);

function typesByModule(model: ApiModel): [string, TypeModel[]][] {
  const modules = new Map<string, TypeModel[]>();
  for (const name of [...model.types.keys()].sort()) {
    const { module } = splitTypeName(name);
    const type = model.types.get(name);
    if (type?.external === false) modules.set(module, [...(modules.get(module) ?? []), type]);
  }
  return [...modules];
}

/** Types that travel alone: every kind in every version, and what says of itself that it is one (`Scale`, `Binding`). */
function wholeObjects(model: ApiModel): Map<TypeName, { kind: string; apiVersion: string }> {
  const objects = new Map<TypeName, { kind: string; apiVersion: string }>();
  for (const type of model.types.values()) {
    const [gvk, ...others] = type.schema["x-kubernetes-group-version-kind"] ?? [];
    if (gvk === undefined || others.length > 0 || gvk.kind !== splitTypeName(type.name).type) continue;
    objects.set(type.name, { kind: gvk.kind, apiVersion: formatGroupVersion(gvk.group, gvk.version) });
  }
  for (const group of model.groups) {
    for (const kind of group.kinds) {
      for (const version of kind.versions) {
        objects.set(version.type, { kind: kind.kind, apiVersion: formatGroupVersion(group.name, version.name) });
      }
    }
  }
  return objects;
}

/** Deepest folder that holds all of `files`. */
function commonFolder(files: readonly string[]): string {
  const [first = "", ...rest] = files.map((file) => posix.dirname(file));
  const parts = first.split("/");
  const shared = parts.filter((_, at) => {
    const prefix = parts.slice(0, at + 1).join("/");
    return rest.every((folder) => folder === prefix || folder.startsWith(`${prefix}/`));
  });
  return shared.join("/");
}
