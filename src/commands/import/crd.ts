/** `apiserver import crd`: CustomResourceDefinitions → definitions. */
import type { ImportResult } from "../../../codegen/import/run-import.js";
import { documents, ImportCommand } from "./import.base.js";

export default class ImportCrd extends ImportCommand {
  static override summary = "Turn CustomResourceDefinitions into API definitions.";
  static override description =
    `Takes YAML (several documents in one file are fine) or JSON, also lists as kubectl prints them.
Files you edited since the last import are kept unless --force is given.

Exit codes: 0 definitions are written; 1 a document is wrong; 2 wrong usage.`;
  static override examples = [
    { description: "From files", command: "<%= config.bin %> import crd config/crd/*.yaml --out api-definitions" },
    {
      description: "From a cluster",
      command: "$ kubectl get crd foos.example.com -o yaml | <%= config.bin %> import crd -",
    },
  ];
  static override strict = documents.strict;
  static override args = documents.args;

  override async run(): Promise<ImportResult> {
    const wish = await this.parse(ImportCrd);
    const { runCrdImport } = await import("../../../codegen/import/run-import.js");
    return this.import(wish, runCrdImport);
  }
}
