/** `apiserver import crd`: CustomResourceDefinitions → definitions. */
import { Args, Flags } from "@oclif/core";
import type { ImportResult } from "../../../codegen/import/run-import.js";
import { ProgramCommand } from "../program.base.js";

export default class ImportCrd extends ProgramCommand {
  static override summary = "Turn CustomResourceDefinitions into definitions";
  static override description =
    `Takes YAML (several documents in one file are fine) or JSON, also lists as kubectl prints them.
Files you edited since the last import are kept unless --force is given.

Exit codes: 0 definitions are written; 1 a document is wrong; 2 wrong usage.`;
  static override examples = [
    { description: "From files", command: "<%= config.bin %> import crd config/crd/*.yaml --out api-definitions" },
    {
      description: "From a cluster",
      command: "kubectl get crd foos.example.com -o yaml | <%= config.bin %> import crd -",
    },
  ];
  static override enableJsonFlag = true;
  static override strict = false;
  static override args = { document: Args.string({ description: "file, or - for standard input", required: true }) };
  static override flags = {
    out: Flags.string({ summary: "folder of the definitions", default: "api-definitions" }),
    force: Flags.boolean({ summary: "overwrite files you edited" }),
  };

  override async run(): Promise<ImportResult> {
    const { argv, flags } = await this.parse(ImportCrd);
    const { runCrdImport } = await import("../../../codegen/import/run-import.js");
    const { importLines } = await import("../../../codegen/import/report.js");
    const { progressOn } = await import("../../../codegen/report.js");
    const progress = progressOn(process.stderr, this.jsonEnabled());
    const { out, force } = flags;
    const files = argv.map(String);
    const result = await runCrdImport({ files, out, force, stdin: process.stdin, onStage: progress.stage });
    progress.clear();
    for (const line of importLines(result)) this.log(line);
    if (result.outcome === "failed") process.exitCode = 1;
    return result;
  }
}
