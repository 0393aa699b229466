/** When a job is due, and when it last was. */
import type { CronJob } from "../../../src/generated/batch/v1/types.js";
import {
  age,
  type Cells,
  containerImages,
  containerNames,
  formatSelector,
  none,
  since,
  unset,
} from "../../_shared/printing.js";

export const cells: Cells<CronJob> = {
  Schedule: ({ spec }) => spec?.schedule ?? "",
  Timezone: ({ spec }) => spec?.timeZone ?? none,
  Suspend: ({ spec }) => (spec?.suspend === undefined ? unset : spec.suspend ? "True" : "False"),
  Active: ({ status }) => status?.active?.length ?? 0,
  "Last Schedule": ({ status }) => (status?.lastScheduleTime === undefined ? none : since(status.lastScheduleTime)),
  Age: age,
  Containers: ({ spec }) => containerNames(spec?.jobTemplate?.spec?.template?.spec),
  Images: ({ spec }) => containerImages(spec?.jobTemplate?.spec?.template?.spec),
  Selector: ({ spec }) => formatSelector(spec?.jobTemplate?.spec?.selector),
};
