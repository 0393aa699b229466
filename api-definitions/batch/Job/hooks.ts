/** What data cannot say about this kind. */
import type { Job } from "../../../src/generated/batch/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { warnOfPodNames } from "../../_shared/name-warnings.js";
import { setDefaults } from "./defaults.js";
import { cells } from "./printer.js";
import { copyTemplateLabels, selectByUid } from "./selector.js";

export const hooks: KindHooks<Job> = {
  cells,
  setDefaults,
  warningsOnCreate: warnOfPodNames,
  warningsOnDelete: () => [
    "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning",
  ],
  prepareForCreate: (job) => {
    selectByUid(job);
    copyTemplateLabels(job);
  },
  prepareForUpdate: copyTemplateLabels,
  prepareForStatusUpdate: copyTemplateLabels,
};
