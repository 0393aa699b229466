/**
 * An import as a library: documents in, files of definitions written. Rejects only for what no document can cause (a
 * disk that is full); what is wrong with a document is in the result.
 */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import type { JsonValue } from "../../src/meta/schema.js";
import type { Column } from "../../src/registry/resource-definition.js";
import { type Diagnostic, describe } from "../diagnostics.js";
import type { GroupFileContent } from "../load/load-definitions.js";
import { parseYaml, parseYamlDocuments } from "../load/yaml-source.js";
import type { Draft, GroupDraft, ImportWarning } from "./draft.js";
import { importCrds } from "./read/import-crd.js";
import { importOpenapi } from "./read/import-openapi.js";
import { isMap } from "./read/openapi-schema.js";
import type { ProtobufFile } from "./read/protobuf-numbers.js";
import { exceptionsFile } from "./write/import-exceptions.js";
import { renderDraft, renderGroupFile } from "./write/render-draft.js";
import { type WriteReport, writeFiles } from "./write/write-files.js";

export interface ImportRequest {
  /** Documents: paths, or `-` for standard input. */
  readonly files: readonly string[];
  /** Folder of the definitions. */
  readonly out: string;
  readonly force: boolean;
  readonly stdin: NodeJS.ReadableStream;
  readonly onStage?: (stage: string) => void;
}

/** Paths of files with facts that OpenAPI does not have. */
export interface OpenapiFacts {
  readonly discovery?: string | undefined;
  readonly discoveryDefault?: string | undefined;
  readonly protobuf?: string | undefined;
  readonly columns?: string | undefined;
  readonly selectableFields?: string | undefined;
}

export interface ImportResult extends WriteReport {
  /** `failed`: a document could not be read or has nothing to import, and nothing was written. */
  readonly outcome: "done" | "failed";
  readonly out: string;
  readonly kinds: readonly string[];
  readonly warnings: readonly ImportWarning[];
  readonly diagnostics: readonly Diagnostic[];
}

export async function runOpenapiImport(request: ImportRequest, facts: OpenapiFacts = {}): Promise<ImportResult> {
  const reader = new DocumentReader(request);
  const documents = (await reader.readAll()).filter(isMap);
  const sources = {
    documents,
    ...(await optional("discovery", facts.discovery, reader)),
    ...(await optional("discoveryDefault", facts.discoveryDefault, reader)),
    ...((await optional("protobuf", facts.protobuf, reader)) as { protobuf?: ProtobufFile }),
    ...((await optional("columns", facts.columns, reader)) as { columns?: Record<string, readonly Column[]> }),
    ...((await optional("selectableFields", facts.selectableFields, reader)) as {
      selectableFields?: Record<string, readonly string[]>;
    }),
  };
  if (reader.diagnostics.length > 0) return failed(request, reader.diagnostics);
  const draft = importOpenapi(sources);
  if (!draft.groups.some((group) => group.kinds.length > 0)) {
    return failed(request, [
      complaint("import-no-kinds", request.files[0] ?? "-", { what: "an OpenAPI document with paths of resources" }),
    ]);
  }
  return write(draft, request);
}

export async function runCrdImport(request: ImportRequest): Promise<ImportResult> {
  const reader = new DocumentReader(request);
  const documents = await reader.readAll();
  if (reader.diagnostics.length > 0) return failed(request, reader.diagnostics);
  const draft = importCrds(documents);
  if (draft.groups.length === 0) {
    return failed(request, [
      complaint("import-no-kinds", request.files[0] ?? "-", {
        what: "a CustomResourceDefinition (apiextensions.k8s.io/v1)",
      }),
    ]);
  }
  return write(draft, request);
}

class DocumentReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #request: ImportRequest;

  constructor(request: ImportRequest) {
    this.#request = request;
  }

  async readAll(): Promise<JsonValue[]> {
    const all: JsonValue[] = [];
    for (const file of this.#request.files) all.push(...(await this.read(file)));
    return all;
  }

  async read(file: string): Promise<JsonValue[]> {
    this.#request.onStage?.(`reading ${file === "-" ? "standard input" : file}`);
    let source: string;
    try {
      source = file === "-" ? await text(this.#request.stdin) : await readFile(file, "utf8");
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.diagnostics.push(complaint("import-unreadable", file, { detail }));
      return [];
    }
    return this.#parse(file, source);
  }

  /** JSON by its own parser (documents of megabytes are usual), everything else as YAML documents. */
  #parse(file: string, source: string): JsonValue[] {
    try {
      return [JSON.parse(source) as JsonValue];
    } catch {
      const { value, faults } = parseYamlDocuments(source);
      if (value !== undefined) return value as JsonValue[];
      for (const fault of faults) {
        const { rule, params, line, column } = fault;
        this.diagnostics.push({ rule, file, line, column, ...describe({ rule, params, file, path: [] }) });
      }
      return [];
    }
  }
}

async function optional(
  key: string,
  file: string | undefined,
  reader: DocumentReader,
): Promise<Record<string, JsonValue>> {
  if (file === undefined) return {};
  const [document] = await reader.read(file);
  return document === undefined ? {} : { [key]: document };
}

async function write(draft: Draft, request: ImportRequest): Promise<ImportResult> {
  const kinds = draft.groups.flatMap((group) => group.kinds.map((kind) => `${group.dir}/${kind.kind}`));
  request.onStage?.(`writing ${kinds.length} kind${kinds.length === 1 ? "" : "s"}`);
  const language = languageFrom(request.out);
  const files = new Map(renderDraft(draft, language));
  for (const group of draft.groups) await mergeGroupFile(group, { files, language, request });
  const report = await writeFiles(request.out, files, { force: request.force });
  const exceptions = await exceptionsFile(request.out, draft);
  if (exceptions !== undefined) await writeFile(path.join(request.out, "exceptions.yaml"), exceptions);
  const warnings = [...draft.warnings, ...keptVersions(draft, report)];
  return { outcome: "done", out: request.out, kinds, warnings, diagnostics: [], ...report };
}

/** Where an editor finds the language's schemas: in the folder itself (the built-in one), or in the installed package. */
function languageFrom(out: string): string {
  if (existsSync(path.join(out, "_language"))) return "_language";
  const installed = path.resolve("node_modules/apiserver/api-definitions/_language");
  return path.relative(path.resolve(out), installed).split(path.sep).join("/");
}

/** A group that is there already keeps what its file says and gains the versions it lacks. */
async function mergeGroupFile(
  group: GroupDraft,
  { files, language, request }: { files: Map<string, string>; language: string; request: ImportRequest },
): Promise<void> {
  const file = `${group.dir}/group.yaml`;
  const present = await readFile(path.join(request.out, file), "utf8").catch(() => undefined);
  const value = present === undefined ? undefined : parseYaml(present).value;
  if (request.force || !isMap(value as JsonValue | undefined)) return;
  const content = value as unknown as GroupFileContent;
  const versions = { ...group.content.versions, ...content.versions };
  if (Object.keys(versions).length === Object.keys(content.versions).length) files.delete(file);
  else files.set(file, renderGroupFile({ ...group.content, ...content, versions }, language));
}

function keptVersions(draft: Draft, report: WriteReport): ImportWarning[] {
  return draft.groups
    .filter((group) => report.kept.includes(`${group.dir}/group.yaml`))
    .map((group) => ({
      where: `${group.dir}/group.yaml`,
      message: `kept as you edited it; see that it lists ${Object.keys(group.content.versions).join(", ")}`,
    }));
}

function failed(request: ImportRequest, diagnostics: readonly Diagnostic[]): ImportResult {
  const nothing = { created: [], updated: [], unchanged: [], kept: [], kinds: [], warnings: [] };
  return { outcome: "failed", out: request.out, ...nothing, diagnostics };
}

function complaint(rule: Diagnostic["rule"], file: string, params: Readonly<Record<string, string>>): Diagnostic {
  return { rule, file, line: 1, column: 1, ...describe({ rule, params, file, path: [] }) };
}
