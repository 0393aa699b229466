/**
 * A folder of definitions → `ApiModel`, or diagnostics. Reads everything, complains about everything it finds in one
 * run, and gives a model only when nothing was an error. Types of the built-in definitions that the folder refers to
 * are taken in as external.
 */
import type { TypeName } from "../../src/meta/schema.js";
import type { Descriptions, FeatureGateLife } from "../../src/registry/resource-definition.js";
import { checkModel } from "../check/check-model.js";
import { checkExceptions } from "../check/exceptions.js";
import { checkSamples } from "../check/samples.js";
import type { Diagnostic } from "../diagnostics.js";
import { fieldsByType } from "../model/fields.js";
import type {
  ApiModel,
  DescriptionsModel,
  GroupModel,
  GroupVersionModel,
  KindModel,
  TypeModel,
} from "../model/model.js";
import { buildKind, type KindFileContent } from "./build-kind.js";
import { addTypes, type TypeScope, withHead } from "./build-types.js";
import { Complaints } from "./complaints.js";
import { openapiPackageOf } from "./conventions.js";
import {
  type DefinitionFiles,
  type GroupFiles,
  readDefinitionFiles,
  readGroup,
  type SourceFile,
} from "./definition-files.js";
import { describeGroup } from "./describe-group.js";
import { checkLanguage, isRecord, type Language, type LanguageFile, readLanguage } from "./language.js";
import { builtinDefinitionsDir } from "./package-root.js";
import { parseYaml } from "./yaml-source.js";

export interface LoadedDefinitions {
  /** undefined when there was an error. */
  readonly model: ApiModel | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** group.yaml as the language has it. */
export interface GroupFileContent {
  readonly name?: string;
  readonly priority?: number;
  readonly openapiPackage?: string;
  readonly openapiNames?: Readonly<Record<string, string>>;
  readonly storageFolder?: string;
  readonly omitZero?: boolean;
  readonly featureGates?: Readonly<Record<string, FeatureGateLife>>;
  readonly versions: Readonly<
    Record<string, { readonly priority?: number; readonly servedByDefault?: boolean } | null>
  >;
}

/** Groups that say nothing come after every built-in one. */
const defaultGroupPriority = 1000;

export async function loadDefinitions(dir: string): Promise<LoadedDefinitions> {
  const complaints = new Complaints(dir);
  const files = await readDefinitionFiles(dir, complaints.add);
  if (files === undefined) {
    complaints.add("definitions-not-found", { file: "", path: [] }, { dir });
    return { model: undefined, diagnostics: complaints.diagnostics() };
  }
  const builtin = builtinDefinitionsDir();
  const loader = new Loader(await readLanguage(builtin), complaints);
  const model = await loader.load(files, builtin);
  if (!complaints.failed) {
    checkModel(model, complaints.add);
    const exceptions = loader.exceptions(files.exceptions);
    if (exceptions !== undefined) checkExceptions(model, exceptions, complaints.add);
    checkSamples(model, files, (file) => loader.parse(file), complaints.add);
  }
  return { model: complaints.failed ? undefined : model, diagnostics: complaints.diagnostics() };
}

class Loader {
  readonly #language: Language;
  readonly #complaints: Complaints;
  readonly #types = new Map<TypeName, TypeModel>();
  readonly #descriptions = new Map<string, DescriptionsModel>();
  /** Files of types that had complaints: what they define is not known, so nothing is missing in them. */
  readonly #wrongFiles = new Set<string>();

  constructor(language: Language, complaints: Complaints) {
    this.#language = language;
    this.#complaints = complaints;
  }

  async load(files: DefinitionFiles, builtinDir: string): Promise<ApiModel> {
    if (files.shared !== undefined) {
      this.#loadTypes(files.shared, this.#groupContent(files.shared), false);
      this.#describe("meta", files.shared, []);
    }
    const groups: GroupModel[] = [];
    for (const group of files.groups) {
      const built = this.#loadGroup(group);
      if (built !== undefined) groups.push(built);
    }
    if (files.shared === undefined) await this.#takeInExternalTypes(builtinDir, bodiesOf(groups));
    groups.sort((a, b) => b.priority - a.priority || (a.name < b.name ? -1 : 1));
    return { groups, types: this.#types, descriptions: this.#descriptions };
  }

  /** The parsed file, with complaints about its YAML; undefined when it cannot be read as YAML. */
  parse(source: SourceFile): unknown {
    this.#complaints.remember(source.file, source.text);
    const parsed = parseYaml(source.text);
    for (const fault of parsed.faults) this.#complaints.addFault(source.file, fault);
    return parsed.value;
  }

  /** undefined: the file is there and wrong, so nothing can be said about exceptions. */
  exceptions(source: SourceFile | undefined): { file: string; value: unknown } | undefined {
    if (source === undefined) return { file: "exceptions.yaml", value: [] };
    const value = this.parse(source) ?? [];
    const clean = checkLanguage(value, this.#language.exceptions, source.file, this.#complaints.add);
    return clean ? { file: source.file, value } : undefined;
  }

  #loadGroup(files: GroupFiles): GroupModel | undefined {
    if (files.group === undefined) {
      this.#complaints.add("missing-file", { file: files.dir, path: [] }, { where: files.dir, name: "group.yaml" });
      return undefined;
    }
    const content = this.#groupContent(files);
    if (content === undefined) {
      this.#readForComplaints(files);
      return undefined;
    }
    const name = content.name ?? (files.dir === "core" ? "" : files.dir);
    const versions = versionsOf(content);
    this.#loadTypes(files, content, false);
    const group = { name, dir: files.dir, storageFolder: content.storageFolder ?? name };
    const complain = this.#complaints.add;
    const context = { group, versions, types: this.#types, wrongFiles: this.#wrongFiles, complain };
    const kinds: KindModel[] = [];
    for (const kindFiles of files.kinds) {
      const kindContent = this.#kindContent(kindFiles.kindFile, kindFiles.dir);
      const kind = kindContent === undefined ? undefined : buildKind(kindFiles, kindContent, context);
      if (kind !== undefined) kinds.push(this.#finish(kind, name));
    }
    this.#describe(files.dir, files, kinds);
    const openapiPackage = content.openapiPackage ?? openapiPackageOf(name);
    const priority = content.priority ?? defaultGroupPriority;
    const { featureGates = {} } = content;
    return { dir: files.dir, name, openapiPackage, priority, versions, featureGates, kinds, file: files.group.file };
  }

  /** A group without a sound group.yaml has no model, but its other files may have complaints of their own. */
  #readForComplaints(files: GroupFiles): void {
    for (const kind of files.kinds) this.#kindContent(kind.kindFile, kind.dir);
    for (const source of [...files.types, ...files.kinds.flatMap((kind) => kind.schemas)])
      this.#content(source, "schema");
  }

  #describe(dir: string, { descriptions }: GroupFiles, kinds: readonly KindModel[]): void {
    const written = descriptions === undefined ? {} : this.#content(descriptions, "descriptions");
    if (written === undefined) return;
    const from = { dir, file: descriptions?.file, written: written as Descriptions, kinds };
    const shared = this.#descriptions.get("meta")?.texts ?? {};
    const described = describeGroup({ ...from, shared, fields: fieldsByType(this.#types, dir) }, this.#complaints.add);
    if (Object.keys(described.texts).length > 0) this.#descriptions.set(dir, described);
  }

  #finish(kind: KindModel, group: string): KindModel {
    for (const version of kind.versions) {
      this.#addHead(version.type, { group, version: version.name, kind: kind.kind });
    }
    return kind;
  }

  #addHead(name: TypeName, of: { group: string; version: string; kind: string }): void {
    const type = this.#types.get(name);
    if (type !== undefined) this.#types.set(name, withHead(type, of));
  }

  #loadTypes(files: GroupFiles, content: GroupFileContent | undefined, external: boolean): void {
    const dir = files.dir === "_shared" ? "meta" : files.dir;
    const known = Object.keys(content?.versions ?? {});
    const base = {
      dir,
      openapiPackage: content?.openapiPackage ?? openapiPackageOf(content?.name ?? (dir === "core" ? "" : dir)),
      openapiNames: content?.openapiNames ?? {},
      omitZero: content?.omitZero ?? false,
      external,
    };
    for (const source of files.types) {
      if (!known.includes(source.version)) {
        const params = { version: source.version, known: known.join(", ") };
        this.#complaints.add("unknown-version", { file: source.file, path: [] }, params);
      }
    }
    for (const source of [...files.types, ...files.kinds.flatMap((kind) => kind.schemas)]) {
      this.#addTypeFile(source, { ...base, version: source.version });
    }
  }

  #addTypeFile(source: SourceFile, scope: TypeScope): void {
    const value = this.#content(source, "schema");
    if (value === undefined) this.#wrongFiles.add(source.file);
    else addTypes(this.#types, { value, file: source.file, scope }, this.#complaints.add);
  }

  #groupContent(files: GroupFiles): GroupFileContent | undefined {
    if (files.group === undefined) return undefined;
    return this.#content(files.group, "group") as unknown as GroupFileContent | undefined;
  }

  #kindContent(source: SourceFile | undefined, dir: string): KindFileContent | undefined {
    if (source === undefined) {
      this.#complaints.add("missing-file", { file: dir, path: [] }, { where: dir, name: "kind.yaml" });
      return undefined;
    }
    // A kind that follows every convention has nothing to say: an empty file is allowed here.
    return this.#content(source, "kind", {});
  }

  /** Parsed and checked against the language; a file with complaints is left out. */
  #content(
    source: SourceFile,
    as: LanguageFile,
    whenEmpty?: Record<string, unknown>,
  ): Record<string, unknown> | undefined {
    const parsed = this.parse(source);
    if (parsed === undefined) return undefined;
    const value = parsed ?? whenEmpty;
    if (value === undefined) {
      this.#complaints.add("empty-file", { file: source.file, path: [] });
      return undefined;
    }
    const clean = checkLanguage(value, this.#language[as], source.file, this.#complaints.add);
    return clean && isRecord(value) ? value : undefined;
  }

  /** Loads what is referred to and not there from the built-in definitions, and what that refers to. */
  async #takeInExternalTypes(builtinDir: string, bodies: readonly TypeName[]): Promise<void> {
    const tried = new Set<string>();
    const pending = ["meta", ...missingDirs(this.#types, bodies)];
    for (let dir = pending.pop(); dir !== undefined; dir = pending.pop()) {
      if (tried.has(dir)) continue;
      tried.add(dir);
      const folder = dir === "meta" ? "_shared" : dir;
      const files = await readGroup(builtinDir, folder, this.#complaints.add).catch(() => undefined);
      if (files === undefined) continue;
      const content = this.#groupContent(files);
      this.#loadTypes(files, content, true);
      const group = content?.name ?? (dir === "core" ? "" : dir);
      for (const { kind, schemas } of files.kinds) {
        for (const { version } of schemas) this.#addHead(`${dir}/${version}/${kind}`, { group, version, kind });
      }
      pending.push(...missingDirs(this.#types, bodies));
    }
    dropUnusedExternals(this.#types, bodies);
  }
}

function versionsOf(content: GroupFileContent): GroupVersionModel[] {
  const names = Object.keys(content.versions);
  return names.map((name, index) => ({
    name,
    priority: content.versions[name]?.priority ?? names.length - index,
    servedByDefault: content.versions[name]?.servedByDefault ?? true,
  }));
}

/** What subresources take and answer instead of their kind: `autoscaling/v1/Scale`. No schema refers to these. */
function bodiesOf(groups: readonly GroupModel[]): TypeName[] {
  const dirOf = (name: string): string => groups.find((group) => group.name === name)?.dir ?? (name || "core");
  const all = groups.flatMap(({ kinds }) => kinds.flatMap(({ subresources }) => subresources));
  return all.flatMap(({ bodyKind }) =>
    bodyKind === undefined ? [] : [`${dirOf(bodyKind.group)}/${bodyKind.version}/${bodyKind.kind}`],
  );
}

/** Folders of types that are referred to but not there. */
function missingDirs(types: ReadonlyMap<TypeName, TypeModel>, bodies: readonly TypeName[]): string[] {
  const missing = new Set<string>();
  for (const names of [bodies, ...[...types.values()].map(refsOf)]) {
    for (const name of names) if (!types.has(name)) missing.add(name.split("/", 1)[0] ?? "");
  }
  return [...missing];
}

function refsOf(type: TypeModel): Set<TypeName> {
  const found = new Set<TypeName>();
  JSON.stringify(type.schema, (key, value: unknown) => {
    if (key === "$ref" && typeof value === "string" && value.includes("/")) found.add(value);
    return value;
  });
  return found;
}

function dropUnusedExternals(types: Map<TypeName, TypeModel>, bodies: readonly TypeName[]): void {
  const keep = new Set<TypeName>();
  const asked = (type: TypeModel): boolean => bodies.includes(type.name) || type.name.startsWith("meta/");
  const open = [...types.values()].filter((type) => !type.external || asked(type));
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (keep.has(type.name)) continue;
    keep.add(type.name);
    for (const name of refsOf(type)) {
      const target = types.get(name);
      if (target !== undefined) open.push(target);
    }
  }
  for (const name of [...types.keys()]) if (!keep.has(name)) types.delete(name);
}
