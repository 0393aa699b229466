/** What data cannot say about this kind. */
import type { Job } from "../../../src/generated/batch/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { dropping, podFeatures } from "../../_shared/dropped-fields.js";
import { warnOfJob } from "../../_shared/job-warnings.js";
import { warnOfPodNames } from "../../_shared/name-warnings.js";
import { whenChanged } from "../../_shared/pod-warnings.js";
import { setDefaults } from "./defaults.js";
import { cells } from "./printer.js";
import { copyTemplateLabels, selectByUid } from "./selector.js";

function specWarnings(job: Job): string[] {
  const warnings: string[] = [];
  warnOfJob(job.spec, "spec", warnings);
  return warnings;
}

const drop = dropping(...podFeatures("spec.template.spec"));

export const hooks: KindHooks<Job> = {
  cells,
  setDefaults,
  warningsOnCreate: (job) => [...warnOfPodNames(job), ...specWarnings(job)],
  warningsOnUpdate: whenChanged(specWarnings),
  warningsOnDelete: () => [
    "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning",
  ],
  prepareForCreate: (job, moment) => {
    drop(job, undefined, moment);
    selectByUid(job);
    copyTemplateLabels(job);
  },
  prepareForUpdate: (job, previous, moment) => {
    drop(job, previous, moment);
    copyTemplateLabels(job);
  },
  prepareForStatusUpdate: copyTemplateLabels,
};
