/** What is allowed in a job but may not work: kube-apiserver's warnings, for jobs and for templates of jobs. */
import type { JobSpec } from "../../src/generated/batch/v1/types.js";
import { warnOfTemplate } from "./pod-warnings.js";

const mostCompletions = 100_000;
const mostParallelism = 10_000;
const tooManyIndexes =
  "In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes " +
  "might not be able to track completedIndexes when a big number of indexes fail";

/** `path`: where the job's spec lies. */
export function warnOfJob(spec: JobSpec | undefined, path: string, warnings: string[]): void {
  if (spec === undefined) return;
  const { completionMode, completions = 0, parallelism = 0, template } = spec;
  if (completionMode === "Indexed" && completions > mostCompletions && parallelism > mostParallelism) {
    warnings.push(`${path}: ${tooManyIndexes}`);
  }
  warnOfTemplate(template, `${path}.template`, warnings);
}
