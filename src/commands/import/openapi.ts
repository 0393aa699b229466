/** `apiserver import openapi`: flags → documents → definitions. */
import { Args, Flags } from "@oclif/core";
import type { ImportResult } from "../../../codegen/import/run-import.js";
import { ProgramCommand } from "../program.base.js";

export default class ImportOpenapi extends ProgramCommand {
  static override summary = "Turn OpenAPI documents into definitions";
  static override description =
    `Takes OpenAPI v2 or v3 documents of a Kubernetes-style API, as JSON or YAML; several at once where
they refer to each other.
Files you edited since the last import are kept unless --force is given. Import all documents of a group in one go.

Exit codes: 0 definitions are written; 1 a document is wrong; 2 wrong usage.`;
  static override examples = [
    {
      description: "From a cluster",
      command: "kubectl get --raw /openapi/v2 | <%= config.bin %> import openapi - --out api-definitions",
    },
    {
      description: "With short names, categories and exact verbs",
      command: "<%= config.bin %> import openapi apps.json --discovery apps-discovery.json",
    },
  ];
  static override enableJsonFlag = true;
  static override strict = false;
  static override args = { document: Args.string({ description: "file, or - for standard input", required: true }) };
  static override flags = {
    out: Flags.string({ summary: "folder of the definitions", default: "api-definitions" }),
    force: Flags.boolean({ summary: "overwrite files you edited" }),
    discovery: Flags.file({ summary: "discovery answers: one APIResourceList, a list of them, or a map by path" }),
    "discovery-default": Flags.file({ summary: "as --discovery: versions missing here are off by default" }),
    protobuf: Flags.file({ summary: "field numbers: package → message → field → [number, type]" }),
    columns: Flags.file({ summary: "table columns by collection path" }),
    "selectable-fields": Flags.file({ summary: "field selector labels by collection path" }),
  };

  override async run(): Promise<ImportResult> {
    const { argv, flags } = await this.parse(ImportOpenapi);
    const { runOpenapiImport } = await import("../../../codegen/import/run-import.js");
    const { importLines } = await import("../../../codegen/import/report.js");
    const { progressOn } = await import("../../../codegen/report.js");
    const progress = progressOn(process.stderr, this.jsonEnabled());
    const { out, force } = flags;
    const request = { files: argv.map(String), out, force, stdin: process.stdin, onStage: progress.stage };
    const { discovery, protobuf, columns } = flags;
    const facts = { discovery, discoveryDefault: flags["discovery-default"], protobuf, columns };
    const result = await runOpenapiImport(request, { ...facts, selectableFields: flags["selectable-fields"] });
    progress.clear();
    for (const line of importLines(result)) this.log(line);
    if (result.outcome === "failed") process.exitCode = 1;
    return result;
  }
}
