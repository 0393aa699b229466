/** `apiserver store verify`: checks every page and record of the embedded store. */
import { Flags } from "@oclif/core";
import { jobExitCodes } from "../../storage/lmdb/job.js";
import { storeFolderIn } from "../../storage/lmdb/store-folder.js";
import { type VerifyReport, verifyStore } from "../../storage/lmdb/verify.js";
import { StoreCommand } from "./store.base.js";

export default class StoreVerify extends StoreCommand {
  static override summary = "Check every page and record of the embedded store; the server must be stopped.";
  static override description = `Changes nothing. Prints each problem on a line of its own.
To check a backup, name its folder with --folder.

Exit codes: ${jobExitCodes}.`;
  static override examples = [
    { description: "Check the store of this folder's server", command: "<%= config.bin %> store verify" },
    {
      description: "Check a backup, for a script",
      command: "<%= config.bin %> store verify --folder ./backup-1 --json",
    },
  ];
  static override flags = {
    folder: Flags.string({
      summary: "folder of a backup to check instead",
      helpValue: "<folder>",
      exclusive: ["data-dir"],
    }),
  };

  override async run(): Promise<VerifyReport> {
    const { flags } = await this.parse(StoreVerify);
    const folder = flags.folder ?? storeFolderIn(flags["data-dir"]);
    const report = await this.job((onStep) => verifyStore(folder, () => onStep(`checking ${folder}`)));
    for (const problem of report.problems) {
      this.log(problem);
    }
    const found = report.problems.length;
    this.log(`revision ${report.revision}, ${report.keys} keys, ${report.logRecords} writes in the history`);
    this.log(found === 0 ? "no problems found" : `${found} problems: restore a backup with 'apiserver store restore'`);
    process.exitCode = found === 0 ? 0 : 3;
    return report;
  }
}
