/** What data cannot say about this kind. */
import type { CronJob } from "../../../src/generated/batch/v1/types.js";
import { type FieldError, invalidValue } from "../../../src/meta/field-error.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { droppingHooks, podFeatures } from "../../_shared/dropped-fields.js";
import { warnOfJob } from "../../_shared/job-warnings.js";
import { warnOfPodNames } from "../../_shared/name-warnings.js";
import { whenChanged } from "../../_shared/pod-warnings.js";
import { setDefaults } from "./defaults.js";
import { cells } from "./printer.js";

/** The names of its jobs have eleven characters more, and must still be labels. */
const maxNameLength = 52;

function validate({ metadata: { name = "" } }: CronJob): readonly FieldError[] {
  if (name.length <= maxNameLength) return [];
  return [invalidValue("metadata.name", name, `must be no more than ${maxNameLength} characters`, "maxLength")];
}

function specWarnings(cronJob: CronJob): string[] {
  const warnings: string[] = [];
  warnOfJob(cronJob.spec?.jobTemplate?.spec, "spec.jobTemplate.spec", warnings);
  return warnings;
}

export const hooks: KindHooks<CronJob> = {
  cells,
  setDefaults,
  ...droppingHooks(...podFeatures("spec.jobTemplate.spec.template.spec")),
  validate,
  warningsOnCreate: (cronJob) => [...warnOfPodNames(cronJob), ...specWarnings(cronJob)],
  warningsOnUpdate: whenChanged(specWarnings),
};
