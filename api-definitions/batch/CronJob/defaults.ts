/** Defaults of cron jobs that depend on other fields. */
import type { CronJob } from "../../../src/generated/batch/v1/types.js";
import { setTemplateDefaults } from "../../_shared/pod-defaults.js";

export function setDefaults({ spec }: CronJob): void {
  setTemplateDefaults(spec?.jobTemplate?.spec?.template);
}
