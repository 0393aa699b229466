/** Defaults of jobs; not of the same spec inside a CronJob, so not in the schema. */
import type { Job, JobSpec } from "../../../src/generated/batch/v1/types.js";
import { setTemplateDefaults } from "../../_shared/pod-defaults.js";
import { copyTemplateLabels } from "./selector.js";

const retries = 6;
const noLimit = 2_147_483_647;

export function setDefaults(job: Job): void {
  const { spec } = job;
  if (spec === undefined) return;
  setTemplateDefaults(spec.template);
  copyTemplateLabels(job);
  setCounts(spec);
  spec.completionMode ??= "NonIndexed";
  spec.suspend ??= false;
  spec.manualSelector ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy === undefined ? "TerminatingOrFailed" : "Failed";
}

/** Neither count given means one pod; with one given, the other has a meaning when it is absent. */
function setCounts(spec: JobSpec): void {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? retries : noLimit;
}
