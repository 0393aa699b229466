/** What data cannot say about this kind. */
import type { PersistentVolumeClaim } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { warnOfClaimSize } from "../../_shared/volume-warnings.js";
import { alignDataSources } from "./data-source.js";
import { cells } from "./printer.js";

const pastClass = "volume.beta.kubernetes.io/storage-class";

function claimWarnings({ metadata, spec }: PersistentVolumeClaim): readonly string[] {
  const warnings: string[] = [];
  if (metadata.annotations?.[pastClass] !== undefined) {
    const advice = 'deprecated since v1.8; use "storageClassName" attribute instead';
    warnings.push(`metadata.annotations[${pastClass}]: ${advice}`);
  }
  if (spec !== undefined) warnOfClaimSize(spec, "spec", warnings);
  return warnings;
}

export const hooks: KindHooks<PersistentVolumeClaim> = {
  warningsOnCreate: claimWarnings,
  warningsOnUpdate: claimWarnings,
  cells,
  prepareForCreate: ({ spec }) => {
    if (spec !== undefined) alignDataSources(spec);
  },
};
