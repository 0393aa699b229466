/** `apiserver convert`: flags → files → bytes. */
import { Flags } from "@oclif/core";
import { ProgramCommand } from "./program.base.js";

export default class Convert extends ProgramCommand {
  static override summary = "Read objects as JSON, YAML, protobuf or CBOR; write them in any of these.";
  static override description =
    `The input's bytes tell what it is. etcd values are read as they are stored; a file may hold several YAML documents or a List.
JSON, YAML and CBOR hold any kind, protobuf the built-in ones.
With --output-version objects are converted through the version they are stored in.
Fields a kind does not have are left out then, and with -o protobuf; standard error tells which.

Exit codes: 0 converted; 1 an input cannot be read or converted, nothing is written; 2 wrong usage.`;
  static override examples = [
    {
      description: "What etcd holds, readable",
      command: "$ etcdctl get KEY --print-value-only | <%= config.bin %> <%= command.id %> -f -",
    },
    {
      description: "A manifest in a newer version of its API",
      command: "<%= config.bin %> <%= command.id %> -f hpa.yaml --output-version autoscaling/v2",
    },
    {
      description: "A manifest as kubectl sends it",
      command: "<%= config.bin %> <%= command.id %> -f app.yaml -o protobuf > app.pb",
    },
  ];
  static override flags = {
    filename: Flags.string({
      char: "f",
      summary: "file, or - for standard input",
      helpValue: "<file>",
      multiple: true,
      required: true,
    }),
    output: Flags.option({
      char: "o",
      summary: "encoding to write",
      options: ["json", "yaml", "protobuf", "cbor"] as const,
    })({
      default: "yaml",
    }),
    "output-version": Flags.string({ summary: "API version to convert to", helpValue: "<group/version>" }),
    definitions: Flags.string({
      summary: "folder with compiled definitions of your own kinds",
      helpValue: "<folder>",
      multiple: true,
    }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(Convert);
    const { convertFiles } = await import("../server/convert/convert.js");
    const result = await convertFiles({
      files: flags.filename,
      stdin: process.stdin,
      output: flags.output,
      outputVersion: flags["output-version"],
      definitions: flags.definitions ?? [],
      toTerminal: process.stdout.isTTY === true,
    });
    if ("failure" in result) this.error(result.failure, { exit: 1 });
    for (const warning of result.warnings) this.logToStderr(`warning: ${warning}`);
    process.stdout.write(result.bytes);
  }
}
