/** `apiserver store compact`: gives the embedded store's free space back to the disk. */
import { Flags } from "@oclif/core";
import { type CompactReport, compactStore } from "../../storage/lmdb/backup.js";
import { jobExitCodes } from "../../storage/lmdb/job.js";
import { storeFolderIn } from "../../storage/lmdb/store-folder.js";
import { formatBytes } from "../../util/progress.js";
import { StoreCommand } from "./store.base.js";

export default class StoreCompact extends StoreCommand {
  static override summary = "Shrink the embedded store's file; the server must be stopped.";
  static override description =
    `A running server forgets old history by itself and uses the space again, but its file keeps its size.
This forgets all history and rewrites the file. Watches from older resource versions then start over with a list.

Exit codes: ${jobExitCodes}.`;
  static override examples = [
    { description: "Forget history and shrink", command: "<%= config.bin %> store compact" },
    { description: "Only shrink", command: "<%= config.bin %> store compact --keep-history" },
  ];
  static override flags = {
    "keep-history": Flags.boolean({ summary: "keep what watches may still resume from" }),
  };

  override async run(): Promise<CompactReport> {
    const { flags } = await this.parse(StoreCompact);
    const { "data-dir": dataDir, "keep-history": keepHistory } = flags;
    const report = await this.job((onStep) => compactStore({ dataDir: storeFolderIn(dataDir), keepHistory, onStep }));
    this.log(
      `compacted: ${formatBytes(report.bytesBefore)} before, ${formatBytes(report.bytes)} now, ` +
        `revision ${report.revision}`,
    );
    return report;
  }
}
