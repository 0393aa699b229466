/** What the store commands share: whose store it is, and how a job is run and told. */
import { Flags } from "@oclif/core";
import type { OnStep } from "../../storage/lmdb/backup.js";
import { runJob } from "../../storage/lmdb/job.js";
import { ProgramCommand } from "../program.base.js";

export abstract class StoreCommand extends ProgramCommand {
  static override enableJsonFlag = true;
  static override baseFlags = {
    "data-dir": Flags.string({ summary: "data folder of the server", helpValue: "<folder>", default: "./.apiserver" }),
  };

  protected job<T>(job: (onStep: OnStep) => Promise<T>): Promise<T> {
    const fail = (message: string, exit: number): never => this.error(message, { exit });
    return runJob({ stream: process.stderr, quiet: this.jsonEnabled(), fail }, job);
  }
}
