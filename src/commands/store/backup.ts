/** `apiserver store backup`: a consistent copy of the embedded store, also while a server runs. */
import { Args } from "@oclif/core";
import { backupStore, type CopyReport } from "../../storage/lmdb/backup.js";
import { jobExitCodes } from "../../storage/lmdb/job.js";
import { storeFolderIn } from "../../storage/lmdb/store-folder.js";
import { formatBytes } from "../../util/progress.js";
import { StoreCommand } from "./store.base.js";

export default class StoreBackup extends StoreCommand {
  static override summary = "Copy the embedded store; the server may go on running.";
  static override description = `The copy holds everything acknowledged before it began, and no free pages.

Exit codes: ${jobExitCodes}.`;
  static override examples = [
    { description: "Into a folder that does not exist yet", command: "<%= config.bin %> store backup ./backup-1" },
    {
      description: "Of another server's store",
      command: "<%= config.bin %> store backup /backups/today --data-dir /var/lib/apiserver",
    },
  ];
  static override args = {
    folder: Args.string({ description: "where the copy goes; must not hold a store", required: true }),
  };

  override async run(): Promise<CopyReport> {
    const { args, flags } = await this.parse(StoreBackup);
    const report = await this.job((onStep) =>
      backupStore({ dataDir: storeFolderIn(flags["data-dir"]), to: args.folder, onStep }),
    );
    this.log(`backed up to ${args.folder}: revision ${report.revision}, ${formatBytes(report.bytes)}`);
    return report;
  }
}
