/** `apiserver scaffold group`: arguments → `scaffoldGroup`. */
import { Args, Flags } from "@oclif/core";
import type { ScaffoldResult } from "../../../codegen/scaffold/scaffold.js";
import { ScaffoldCommand } from "./scaffold.base.js";

export default class ScaffoldGroup extends ScaffoldCommand {
  static override summary = "Start an API group, and a project for it where there is none.";
  static override description =
    `Writes package.json, tsconfig.json, the group's definition, a test and the generated code.
Files that are there are kept and reported; nothing is ever overwritten.

Exit codes: 0 done; 1 the definitions that were there are wrong; 2 wrong usage.`;
  static override examples = [
    "<%= config.bin %> scaffold group wardle.example.com --versions v1alpha1,v1beta1 --dir wardle",
  ];
  static override args = {
    name: Args.string({ required: true, description: "name of the group: a domain name you own" }),
  };
  static override flags = {
    versions: Flags.string({
      helpValue: "<version,...>",
      summary: "versions, separated by commas [default: v1alpha1, or those the group has]",
    }),
  };

  override async run(): Promise<ScaffoldResult> {
    const { args, flags } = await this.parse(ScaffoldGroup);
    const wish = { dir: flags.dir, group: args.name, versions: flags.versions?.split(",") };
    return this.scaffold(({ scaffoldGroup }) => scaffoldGroup(wish));
  }
}
