/** How far a job is and how long it took. */
import type { Job } from "../../../src/generated/batch/v1/types.js";
import {
  age,
  type Cells,
  containerImages,
  containerNames,
  formatDuration,
  formatSelector,
  isTrue,
} from "../../_shared/printing.js";

export const cells: Cells<Job> = {
  Status: status,
  Completions: completions,
  Duration: duration,
  Age: age,
  Containers: ({ spec }) => containerNames(spec?.template?.spec),
  Images: ({ spec }) => containerImages(spec?.template?.spec),
  Selector: ({ spec }) => formatSelector(spec?.selector),
};

function status({ metadata, status }: Job): string {
  const holds = (type: string) => isTrue(status?.conditions, type);
  const end = ["Complete", "Failed"].find(holds);
  if (end !== undefined) return end;
  if (metadata.deletionTimestamp !== undefined) return "Terminating";
  return ["Suspended", "FailureTarget", "SuccessCriteriaMet"].find(holds) ?? "Running";
}

/** Without a number of completions (a work queue) one success ends the job. */
function completions({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function duration({ status }: Job, now: number): string {
  if (status?.startTime === undefined || status.startTime === null) return "";
  const end =
    status.completionTime === undefined || status.completionTime === null ? now : Date.parse(status.completionTime);
  return formatDuration(end - Date.parse(status.startTime));
}
