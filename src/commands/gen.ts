/** `apiserver gen`: flags → project → `generate`. The generator is imported on use: no other command loads it. */
import { Flags } from "@oclif/core";
import type { GenerateResult } from "../../codegen/main.js";
import { progressOn } from "../util/progress.js";
import { ProgramCommand } from "./program.base.js";

export default class Gen extends ProgramCommand {
  static override summary = "Turn API definitions into TypeScript.";
  static override description =
    `Reads the definitions of this project (YAML files), checks them, and writes types, schemas and what a server needs.
Only files that changed are written; generated files that no definition asks for any more are removed.

Exit codes: 0 the generated tree is up to date; 1 a definition is wrong, or --check found files that differ; 2 wrong usage.`;
  static override examples = [
    { description: "Generate into the usual folder", command: "<%= config.bin %> gen" },
    { description: "Fail when generated files are out of date (for CI)", command: "<%= config.bin %> gen --check" },
    { description: "Regenerate on every change", command: "<%= config.bin %> gen --watch" },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    definitions: Flags.directory({
      helpValue: "<folder>",
      summary: "folder of the definitions [default: api-definitions]",
    }),
    out: Flags.string({
      helpValue: "<folder>",
      summary: "folder of the generated code [default: generated; src/generated in the sources of apiserver itself]",
    }),
    check: Flags.boolean({ summary: "write nothing, list files that differ" }),
    watch: Flags.boolean({ summary: "regenerate on every change, until interrupted", exclusive: ["check", "json"] }),
  };

  override async run(): Promise<GenerateResult | undefined> {
    const { flags } = await this.parse(Gen);
    const { generate, watchDefinitions } = await import("../../codegen/main.js");
    const { findProject } = await import("../../codegen/project.js");
    const { summaryLines } = await import("../../codegen/report.js");
    const project = await findProject(process.cwd(), flags);
    const progress = progressOn(process.stderr, this.jsonEnabled());
    const once = async (): Promise<GenerateResult> => {
      const result = await generate({ project, check: flags.check, onStage: progress.step });
      progress.done();
      for (const line of summaryLines(result)) this.log(line);
      return result;
    };
    if (flags.watch) {
      const stop = new AbortController();
      process.once("SIGINT", () => stop.abort());
      await watchDefinitions(project, async () => void (await once()), stop.signal);
      return undefined;
    }
    const result = await once();
    if (result.outcome !== "done") process.exitCode = 1;
    return result;
  }
}
