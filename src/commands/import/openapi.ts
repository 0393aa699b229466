/** `apiserver import openapi`: flags → documents → definitions. */
import { Flags } from "@oclif/core";
import type { ImportResult } from "../../../codegen/import/run-import.js";
import { documents, ImportCommand } from "./import.base.js";

export default class ImportOpenapi extends ImportCommand {
  static override summary = "Turn OpenAPI documents into API definitions.";
  static override description =
    `Takes OpenAPI v2 or v3 documents of a Kubernetes-style API, as JSON or YAML; several at once where they refer to each other.
Files you edited since the last import are kept unless --force is given. Import all documents of a group in one go.

Exit codes: 0 definitions are written; 1 a document is wrong; 2 wrong usage.`;
  static override examples = [
    {
      description: "From a cluster",
      command: "$ kubectl get --raw /openapi/v2 | <%= config.bin %> import openapi - --out api-definitions",
    },
    {
      description: "With short names, categories and exact verbs",
      command: "<%= config.bin %> import openapi apps.json --discovery apps-discovery.json",
    },
  ];
  static override strict = documents.strict;
  static override args = documents.args;
  static override flags = {
    discovery: Flags.file({
      summary: "file with discovery answers: one APIResourceList, a list of them, or a map by path",
      helpValue: "<file>",
    }),
    "discovery-default": Flags.file({
      summary: "as --discovery, of a server with default flags: versions missing there are off by default",
      helpValue: "<file>",
    }),
    protobuf: Flags.file({
      summary: "file with protobuf field numbers: package → message → field → [number, type]",
      helpValue: "<file>",
    }),
    columns: Flags.file({ summary: "file with table columns by collection path", helpValue: "<file>" }),
    "selectable-fields": Flags.file({
      summary: "file with field selector labels by collection path",
      helpValue: "<file>",
    }),
  };

  override async run(): Promise<ImportResult> {
    const wish = await this.parse(ImportOpenapi);
    const { runOpenapiImport } = await import("../../../codegen/import/run-import.js");
    const { discovery, "discovery-default": discoveryDefault, protobuf, columns } = wish.flags;
    const facts = { discovery, discoveryDefault, protobuf, columns, selectableFields: wish.flags["selectable-fields"] };
    return this.import(wish, (request) => runOpenapiImport(request, facts));
  }
}
