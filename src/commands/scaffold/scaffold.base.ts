/** What the scaffold commands share: the project's folder, and how a run is told. */
import { Flags } from "@oclif/core";
import type { ScaffoldResult } from "../../../codegen/scaffold/scaffold.js";
import { ProgramCommand } from "../program.base.js";

type Scaffold = typeof import("../../../codegen/scaffold/scaffold.js");

export abstract class ScaffoldCommand extends ProgramCommand {
  static override enableJsonFlag = true;
  static override baseFlags = {
    dir: Flags.string({ summary: "folder of the project", helpValue: "<folder>", default: "." }),
  };

  protected async scaffold(run: (library: Scaffold) => Promise<ScaffoldResult>): Promise<ScaffoldResult> {
    const library = await import("../../../codegen/scaffold/scaffold.js");
    const { scaffoldLines } = await import("../../../codegen/scaffold/report.js");
    try {
      const result = await run(library);
      for (const line of scaffoldLines(result)) this.log(line);
      if (result.generated.outcome !== "done") process.exitCode = 1;
      return result;
    } catch (error) {
      if (error instanceof library.ScaffoldError) this.error(error.message, { exit: 2 });
      throw error;
    }
  }
}
