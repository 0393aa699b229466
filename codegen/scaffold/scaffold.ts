/**
 * Starts API groups and kinds in a user's project, and the project itself where there is none. Everything that was there stays as it
 * was; the result says which files those are.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { compareVersions } from "../load/conventions.js";
import { isRecord } from "../load/language.js";
import { builtinDefinitionsDir } from "../load/package-root.js";
import type { GenerateResult } from "../main.js";
import { generate } from "../main.js";
import { findProject } from "../project.js";
import { groupFiles } from "./group-files.js";
import { kindFiles } from "./kind-files.js";
import { projectFiles, projectScripts } from "./project-files.js";
import { type ScaffoldFile, type WrittenFiles, writeNewFiles } from "./write.js";

export interface ScaffoldResult extends WrittenFiles {
  /** What the person has to do about files that were kept. */
  readonly advice: readonly string[];
  readonly generated: GenerateResult;
  /** Command to type next. */
  readonly next: string;
}

/** A wish that cannot be fulfilled; the message says what to do. Nothing was written. */
export class ScaffoldError extends Error {}

export interface GroupWish {
  /** The project's folder; made when missing. */
  readonly dir: string;
  readonly group: string;
  /** undefined: those of the group where it is there, v1alpha1 elsewhere. */
  readonly versions: readonly string[] | undefined;
}

export async function scaffoldGroup({ dir, group, versions }: GroupWish): Promise<ScaffoldResult> {
  checkGroupName(group);
  checkVersions(versions ?? []);
  const root = path.resolve(dir);
  const declared = await declaredVersions(root, group);
  const wished = versions ?? (declared?.length ? declared : ["v1alpha1"]);
  const preferred = [...new Set(wished)].sort(compareVersions);
  const missing = missingVersions(preferred, declared);
  const project = projectFiles({ name: path.basename(root), apiserver: await dependencyOn(root) });
  const written = await write(root, [...project, ...groupFiles(group, preferred)]);
  const result = { ...written, next: `${enter(root)}npm install && npx apiserver scaffold kind ${group} <Kind>` };
  if (missing.length === 0) return result;
  const wanted = `api-definitions/${group}/group.yaml was kept: add ${missing.join(", ")} under \`versions:\``;
  return { ...result, advice: [...result.advice, wanted] };
}

export interface KindWish {
  readonly dir: string;
  readonly group: string;
  readonly kind: string;
  /** undefined: every version of the group. */
  readonly versions: readonly string[] | undefined;
  readonly clusterScoped: boolean;
}

export async function scaffoldKind({ dir, group, kind, versions, clusterScoped }: KindWish): Promise<ScaffoldResult> {
  checkGroupName(group);
  if (!/^[A-Z][A-Za-z0-9]*$/.test(kind))
    throw new ScaffoldError(`${kind} is no kind: write it as Flunder or FlunderSet`);
  checkVersions(versions ?? []);
  const root = path.resolve(dir);
  const known = await declaredVersions(root, group);
  if (known === undefined) {
    throw new ScaffoldError(
      `there is no group ${group} yet: run \`apiserver scaffold group ${group} --versions v1alpha1\``,
    );
  }
  const missing = missingVersions(versions ?? [], known);
  if (missing.length > 0) {
    throw new ScaffoldError(
      `api-definitions/${group}/group.yaml has no version ${missing.join(", ")}: add it there first`,
    );
  }
  const chosen = known.filter((version) => versions?.includes(version) ?? true);
  const written = await write(root, kindFiles({ group, kind, versions: chosen, clusterScoped }));
  return { ...written, next: `${enter(root)}npm install && npm test && npm start` };
}

function enter(root: string): string {
  const folder = path.relative(process.cwd(), root);
  return folder === "" ? "" : `cd ${folder} && `;
}

async function write(root: string, files: readonly ScaffoldFile[]): Promise<Omit<ScaffoldResult, "next">> {
  const written = await writeNewFiles(root, files);
  const advice = written.kept.includes("package.json") ? await manifestAdvice(root) : [];
  const generated = await generate({ project: await findProject(root), check: false });
  return { ...written, advice, generated };
}

/** Versions group.yaml lists, in its order; undefined when the group is not there. */
async function declaredVersions(root: string, group: string): Promise<readonly string[] | undefined> {
  const file = path.join(root, "api-definitions", group, "group.yaml");
  if (!existsSync(file)) return undefined;
  const content: unknown = parse(await readFile(file, "utf8"));
  return isRecord(content) && isRecord(content.versions) ? Object.keys(content.versions) : [];
}

function missingVersions(wanted: readonly string[], known: readonly string[] | undefined): string[] {
  return known === undefined ? [] : wanted.filter((version) => !known.includes(version));
}

function checkGroupName(group: string): void {
  if (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/.test(group)) return;
  throw new ScaffoldError(`${group} is no name for a group: use a domain name you own, as wardle.example.com`);
}

function checkVersions(versions: readonly string[]): void {
  const wrong = versions.filter((version) => !/^v[0-9]+((alpha|beta)[0-9]+)?$/.test(version));
  if (wrong.length > 0) throw new ScaffoldError(`${wrong.join(", ")}: versions are named v1alpha1, v1beta1, v1`);
}

/** An installed package is asked for by version; a checkout, which no registry has, by its path. */
async function dependencyOn(root: string): Promise<string> {
  const packageDir = path.dirname(builtinDefinitionsDir());
  if (!packageDir.split(path.sep).includes("node_modules")) {
    return `file:${path.relative(root, packageDir).split(path.sep).join("/")}`;
  }
  const manifest: unknown = JSON.parse(await readFile(path.join(packageDir, "package.json"), "utf8"));
  return isRecord(manifest) && typeof manifest.version === "string" ? `^${manifest.version}` : "*";
}

/** Scripts a package.json of the user's own does not have. */
async function manifestAdvice(root: string): Promise<string[]> {
  const manifest: unknown = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  const scripts = isRecord(manifest) && isRecord(manifest.scripts) ? manifest.scripts : {};
  const missing = Object.entries(projectScripts).filter(([name]) => scripts[name] === undefined);
  return missing.map(([name, script]) => `package.json was kept: a script \`"${name}": "${script}"\` would fit`);
}
