/**
 * The folder of definitions as a list of files with their texts: what is there, by its place in the layout. Knows
 * names, not contents.
 */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Complain } from "../diagnostics.js";

export interface DefinitionFiles {
  readonly groups: readonly GroupFiles[];
  /** `_shared`, where the folder has one. */
  readonly shared: GroupFiles | undefined;
  readonly exceptions: SourceFile | undefined;
}

export interface SourceFile {
  /** Relative to the definitions folder, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

export interface VersionedFile extends SourceFile {
  readonly version: string;
}

export interface GroupFiles {
  /** Folder name. */
  readonly dir: string;
  readonly group: SourceFile | undefined;
  readonly types: readonly VersionedFile[];
  readonly descriptions: SourceFile | undefined;
  readonly kinds: readonly KindFiles[];
}

export interface KindFiles {
  /** Folder name, which is the kind. */
  readonly kind: string;
  readonly dir: string;
  readonly kindFile: SourceFile | undefined;
  readonly schemas: readonly VersionedFile[];
  readonly hooks: string | undefined;
  readonly samples: readonly SampleFile[];
}

export interface SampleFile extends SourceFile {
  readonly valid: boolean;
}

export async function readDefinitionFiles(root: string, complain: Complain): Promise<DefinitionFiles | undefined> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const dirs = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const groupDirs = dirs.filter((name) => /^[a-z0-9]/.test(name) && name !== "node_modules").sort();
  const groups = await Promise.all(groupDirs.map((dir) => readGroup(root, dir, complain)));
  const shared = dirs.includes("_shared") ? await readGroup(root, "_shared", complain) : undefined;
  const present = groups.filter((group) => group !== undefined);
  if (present.length === 0 && shared === undefined) return undefined;
  const hasExceptions = entries.some((entry) => entry.name === "exceptions.yaml");
  const exceptions = hasExceptions ? await readSource(root, "exceptions.yaml") : undefined;
  return { groups: present, shared, exceptions };
}

/** undefined: the folder holds nothing of the language (a project's own folder beside its definitions). */
export async function readGroup(root: string, dir: string, complain: Complain): Promise<GroupFiles | undefined> {
  const entries = await readdir(path.join(root, dir), { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();
  const kindDirs = entries
    .filter((entry) => entry.isDirectory() && /^[A-Z]/.test(entry.name))
    .map((entry) => entry.name);
  const otherDirs = entries.filter((entry) => entry.isDirectory() && !/^[A-Z]/.test(entry.name));
  for (const { name } of otherDirs) await refuseKind(root, { dir, name }, complain);
  const yamlNames = names.filter((name) => /\.ya?ml$/.test(name));
  if (yamlNames.length === 0 && kindDirs.length === 0) return undefined;
  const types: VersionedFile[] = [];
  for (const name of yamlNames) {
    const version = /^types\.(v[0-9a-z]+)\.yaml$/.exec(name)?.[1];
    if (version !== undefined) types.push({ version, ...(await readSource(root, `${dir}/${name}`)) });
    else if (!groupFileNames.includes(name))
      complain("unexpected-file", { file: `${dir}/${name}`, path: [] }, { name });
  }
  const group = names.includes("group.yaml") ? await readSource(root, `${dir}/group.yaml`) : undefined;
  const isDescribed = names.includes("descriptions.yaml");
  const descriptions = isDescribed ? await readSource(root, `${dir}/descriptions.yaml`) : undefined;
  const kinds = await Promise.all(kindDirs.sort().map((kind) => readKind(root, { dir, kind }, complain)));
  return { dir, group, types, descriptions, kinds };
}

/** A folder with a kind in it that is not named as one would be passed over, and the kind's generated files taken away. */
async function refuseKind(root: string, at: { dir: string; name: string }, complain: Complain): Promise<void> {
  const files = await readdir(path.join(root, at.dir, at.name));
  if (!files.some((file) => file === "kind.yaml" || file.endsWith(".schema.yaml"))) return;
  const example = at.name.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  complain("kind-folder", { file: `${at.dir}/${at.name}`, path: [] }, { name: at.name, example });
}

const groupFileNames: readonly string[] = ["group.yaml", "descriptions.yaml"];

async function readKind(root: string, at: { dir: string; kind: string }, complain: Complain): Promise<KindFiles> {
  const dir = `${at.dir}/${at.kind}`;
  const names = (await readdir(path.join(root, dir))).sort();
  const schemas: VersionedFile[] = [];
  for (const name of names.filter((one) => /\.ya?ml$/.test(one) && one !== "kind.yaml")) {
    const version = /^(v[0-9a-z]+)\.schema\.yaml$/.exec(name)?.[1];
    if (version !== undefined) schemas.push({ version, ...(await readSource(root, `${dir}/${name}`)) });
    else complain("unexpected-file", { file: `${dir}/${name}`, path: [] }, { name });
  }
  const samples = names.includes("samples") ? await readSamples(root, `${dir}/samples`) : [];
  const kindFile = names.includes("kind.yaml") ? await readSource(root, `${dir}/kind.yaml`) : undefined;
  return {
    kind: at.kind,
    dir,
    kindFile,
    schemas,
    hooks: names.includes("hooks.ts") ? `${dir}/hooks.ts` : undefined,
    samples,
  };
}

async function readSamples(root: string, dir: string): Promise<SampleFile[]> {
  const found: SampleFile[] = [];
  for (const sort of ["valid", "invalid"] as const) {
    const names = await readdir(path.join(root, dir, sort)).catch(() => []);
    for (const name of names.filter((one) => /\.(ya?ml|json)$/.test(one)).sort()) {
      found.push({ valid: sort === "valid", ...(await readSource(root, `${dir}/${sort}/${name}`)) });
    }
  }
  return found;
}

async function readSource(root: string, file: string): Promise<SourceFile> {
  return { file, text: await readFile(path.join(root, file), "utf8") };
}
