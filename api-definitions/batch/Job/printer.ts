/** How far a job is and how long it took. */
import type { Job } from "../../../src/generated/batch/v1/types.js";
import type { PrintedCell } from "../../../src/registry/resource-definition.js";
import {
  age,
  type Cells,
  containerImages,
  containerNames,
  formatDuration,
  formatSelector,
  isTrue,
  since,
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

function duration({ status }: Job): PrintedCell {
  const { startTime, completionTime } = status ?? {};
  if (startTime === undefined || startTime === null) return "";
  if (completionTime === undefined || completionTime === null) return since(startTime);
  return formatDuration(Date.parse(completionTime) - Date.parse(startTime));
}
