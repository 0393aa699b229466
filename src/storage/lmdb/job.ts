/** Runs one of the `apiserver store` jobs for a command: progress while it runs, and an exit code that says what went wrong. */
import { type ProgressStream, progressOn } from "../../util/progress.js";
import { StoreError } from "../store.js";
import type { OnStep } from "./backup.js";

export const jobExitCodes =
  "0 done; 1 not possible, nothing was changed; 2 wrong usage; 3 the store or the backup is damaged";

export interface JobOptions {
  readonly stream: ProgressStream;
  readonly quiet: boolean;
  /** Ends the command with a message and an exit code. */
  readonly fail: (message: string, exitCode: number) => never;
}

export async function runJob<T>({ stream, quiet, fail }: JobOptions, job: (onStep: OnStep) => Promise<T>): Promise<T> {
  const progress = progressOn(stream, quiet);
  try {
    const result = await job(progress.step);
    progress.done();
    return result;
  } catch (error) {
    progress.done();
    if (error instanceof StoreError) {
      return fail(error.message, error.fault.kind === "Corrupt" ? 3 : 1);
    }
    throw error;
  }
}
