/** `apiserver store migrate`: brings the embedded store's objects to the versions they are stored in now. */
import { Flags } from "@oclif/core";
import type { MigrationReport } from "../../registry/migrate.js";
import { jobExitCodes } from "../../storage/lmdb/job.js";
import { StoreCommand } from "./store.base.js";

export default class StoreMigrate extends StoreCommand {
  static override summary = "Rewrite objects in the versions they are stored in now; the server must be stopped.";
  static override description =
    `A server reads objects in every version and stores an object anew when it changes. This does it for all that are there,
so that an old version can be given up. Give it the flags your server has. A run that was cut off is begun again.

Exit codes: ${jobExitCodes}.`;
  static override examples = [
    { description: "After an upgrade", command: "<%= config.bin %> store migrate" },
    {
      description: "To a version of your choice, for a server that is told the same",
      command: "<%= config.bin %> store migrate --storage-version autoscaling/v1",
    },
  ];
  static override flags = {
    definitions: Flags.string({
      summary: "folder with compiled definitions of your own kinds",
      helpValue: "<folder>",
      multiple: true,
    }),
    "storage-version": Flags.string({
      summary: "version to store, as the server's flag",
      helpValue: "<group/version>",
      multiple: true,
    }),
    "runtime-config": Flags.string({ summary: "as the server's flag", helpValue: "<key=bool>", multiple: true }),
    "emulated-version": Flags.string({ summary: "as the server's flag", helpValue: "<1.NN>" }),
    "min-compatibility-version": Flags.string({ summary: "as the server's flag", helpValue: "<1.NN>" }),
  };

  override async run(): Promise<MigrationReport> {
    const { flags } = await this.parse(StoreMigrate);
    const { migrateData } = await import("../../server/start/migrate-data.js");
    const { StartError } = await import("../../server/start/start-error.js");
    const { FlagError } = await import("../../server/flags/parse.js");
    const report = await this.job((onStep) => migrateData(serveFlags(flags), onStep)).catch((error: unknown) => {
      if (error instanceof FlagError) return this.error(error.message, { exit: 2 });
      if (error instanceof StartError) return this.error(error.message, { exit: 1 });
      throw error;
    });
    const { seen, rewritten, unreadable } = report;
    for (const key of unreadable) this.log(`${key}: in a version that is not known here; left as it is`);
    const others = rewritten === seen ? "" : ", the others needed nothing";
    this.log(
      seen === 0 ? "no objects of kinds with several versions" : `${rewritten} of ${seen} objects rewritten${others}`,
    );
    process.exitCode = unreadable.length === 0 ? 0 : 3;
    return report;
  }
}

/** The flags as `serve` takes them. */
function serveFlags({ json: _, ...flags }: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(flags).flatMap(([name, given]) => [given].flat().map((value) => `--${name}=${String(value)}`));
}
