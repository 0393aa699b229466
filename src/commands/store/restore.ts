/** `apiserver store restore`: puts a backup in the place of the embedded store. */
import { Args, Flags } from "@oclif/core";
import { type CopyReport, restoreStore } from "../../storage/lmdb/backup.js";
import { jobExitCodes } from "../../storage/lmdb/job.js";
import { storeFolderIn } from "../../storage/lmdb/store-folder.js";
import { formatBytes } from "../../util/progress.js";
import { StoreCommand } from "./store.base.js";

export default class StoreRestore extends StoreCommand {
  static override summary = "Restore the embedded store from a backup; the server must be stopped.";
  static override description = `Every record of the backup is verified before anything is replaced.

Clients remember the resource versions they have seen. If some may be newer than the backup, give --bump-revision, so that the server goes on above them and clients list anew instead of waiting for changes they believe to have.

Exit codes: ${jobExitCodes}.`;
  static override examples = [
    { description: "Into an empty data folder", command: "<%= config.bin %> store restore ./backup-1" },
    {
      description: "Over a store that has served clients since",
      command: "<%= config.bin %> store restore ./backup-1 --force --bump-revision 1000000000",
    },
  ];
  static override args = {
    backup: Args.string({ description: "folder made by `store backup`, or the file in it", required: true }),
  };
  static override flags = {
    force: Flags.boolean({ summary: "replace the store that is there" }),
    "bump-revision": Flags.integer({
      helpValue: "<number>",
      summary: "number added to the revision of the backup",
      min: 0,
      default: 0,
    }),
  };

  override async run(): Promise<CopyReport> {
    const { args, flags } = await this.parse(StoreRestore);
    const { "data-dir": dataDir, "bump-revision": bumpRevision, force } = flags;
    const report = await this.job((onStep) =>
      restoreStore({ from: args.backup, dataDir: storeFolderIn(dataDir), force, bumpRevision, onStep }),
    );
    this.log(`restored from ${args.backup}: revision ${report.revision}, ${formatBytes(report.bytes)}`);
    return report;
  }
}
