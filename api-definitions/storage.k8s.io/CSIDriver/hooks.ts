/** What data cannot say about this kind. */
import type { CSIDriver } from "../../../src/generated/storage.k8s.io/v1/types.js";
import { isSame } from "../../../src/meta/same.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { dropping } from "../../_shared/dropped-fields.js";
import { cells } from "./printer.js";

const tokensInSecrets =
  "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible " +
  "logging of tokens in volume attributes";

function needsSecrets({ tokenRequests, serviceAccountTokenInSecrets }: CSIDriver["spec"]): boolean {
  return (tokenRequests?.length ?? 0) > 0 && serviceAccountTokenInSecrets === undefined;
}

const drop = dropping({ gate: "VolumeLimitScaling", paths: ["spec.preventPodSchedulingIfMissing"] });

export const hooks: KindHooks<CSIDriver> = {
  cells,
  warningsOnCreate: ({ spec }) => (needsSecrets(spec) ? [tokensInSecrets] : []),
  warningsOnUpdate: ({ spec }, previous) =>
    needsSecrets(spec) && !isSame(spec.tokenRequests, previous.spec.tokenRequests) ? [tokensInSecrets] : [],
  prepareForCreate: (driver, moment) => drop(driver, undefined, moment),
  // Changes are counted, but from none: a new object has no generation.
  prepareForUpdate: (next, previous, moment) => {
    drop(next, previous, moment);
    if (!isSame(next.spec, previous.spec)) next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
  },
};
