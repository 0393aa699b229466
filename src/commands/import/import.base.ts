/** What the import commands share: their argument, where definitions go, and how a run is told. */
import { Args, Flags } from "@oclif/core";
import type { ImportRequest, ImportResult } from "../../../codegen/import/run-import.js";
import { progressOn } from "../../util/progress.js";
import { ProgramCommand } from "../program.base.js";

/** oclif reads `args` and `strict` of the command itself only. */
export const documents = {
  strict: false,
  args: { document: Args.string({ description: "file, or - for standard input", required: true }) },
} as const;

export abstract class ImportCommand extends ProgramCommand {
  static override enableJsonFlag = true;
  static override baseFlags = {
    out: Flags.string({ summary: "folder the definitions go to", helpValue: "<folder>", default: "api-definitions" }),
    force: Flags.boolean({ summary: "overwrite files you edited" }),
  };

  protected async import(
    { argv, flags: { out, force } }: ImportWish,
    run: (request: ImportRequest) => Promise<ImportResult>,
  ): Promise<ImportResult> {
    const { importLines } = await import("../../../codegen/import/report.js");
    const progress = progressOn(process.stderr, this.jsonEnabled());
    const result = await run({ files: argv.map(String), out, force, stdin: process.stdin, onStage: progress.step });
    progress.done();
    for (const line of importLines(result)) this.log(line);
    if (result.outcome === "failed") process.exitCode = 1;
    return result;
  }
}

/** What the parser gives. */
interface ImportWish {
  readonly argv: readonly unknown[];
  readonly flags: { readonly out: string; readonly force: boolean };
}
