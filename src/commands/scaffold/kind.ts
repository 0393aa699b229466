/** `apiserver scaffold kind`: arguments → `scaffoldKind`. */
import { Args, Flags } from "@oclif/core";
import type { ScaffoldResult } from "../../../codegen/scaffold/scaffold.js";
import { ScaffoldCommand } from "./scaffold.base.js";

export default class ScaffoldKind extends ScaffoldCommand {
  static override summary = "Start a kind in an API group of this project.";
  static override description = `Writes the kind's definition, hooks, samples and a test, then generates the code.
Files that are there are kept and reported; nothing is ever overwritten.

Exit codes: 0 done; 1 the definitions that were there are wrong; 2 wrong usage.`;
  static override examples = [
    "<%= config.bin %> scaffold kind wardle.example.com Flunder",
    "<%= config.bin %> scaffold kind wardle.example.com Fischer --cluster-scoped --versions v1alpha1",
  ];
  static override args = {
    group: Args.string({ required: true, description: "group the kind belongs to" }),
    kind: Args.string({ required: true, description: "name of the kind, for example Flunder" }),
  };
  static override flags = {
    versions: Flags.string({
      helpValue: "<version,...>",
      summary: "versions, separated by commas [default: every version of the group]",
    }),
    "cluster-scoped": Flags.boolean({ summary: "objects belong to no namespace" }),
  };

  override async run(): Promise<ScaffoldResult> {
    const { args, flags } = await this.parse(ScaffoldKind);
    const versions = flags.versions?.split(",");
    const wish = { dir: flags.dir, ...args, versions, clusterScoped: flags["cluster-scoped"] };
    return this.scaffold(({ scaffoldKind }) => scaffoldKind(wish));
  }
}
