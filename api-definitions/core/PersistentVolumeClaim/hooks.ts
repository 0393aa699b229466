/** What data cannot say about this kind. */
import type { PersistentVolumeClaim } from "../../../src/generated/core/v1/types.js";
import type { KindHooks, WriteMoment } from "../../../src/registry/resource-definition.js";
import { warnOfClaimSize } from "../../_shared/volume-warnings.js";
import { alignDataSources, dropOtherSource } from "./data-source.js";
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

/** A source in another namespace comes in whole or not at all. */
function drop(
  next: PersistentVolumeClaim,
  previous: PersistentVolumeClaim | undefined,
  { isGateOn }: WriteMoment,
): void {
  if (isGateOn("CrossNamespaceVolumeDataSource") || previous?.spec?.dataSourceRef !== undefined) return;
  if ((next.spec?.dataSourceRef?.namespace ?? "") !== "") delete next.spec?.dataSourceRef;
}

export const hooks: KindHooks<PersistentVolumeClaim> = {
  warningsOnCreate: claimWarnings,
  warningsOnUpdate: claimWarnings,
  cells,
  prepareForCreate: (claim, moment) => {
    drop(claim, undefined, moment);
    if (claim.spec !== undefined) alignDataSources(claim.spec);
  },
  prepareForUpdate: (claim, previous, moment) => {
    drop(claim, previous, moment);
    if (claim.spec !== undefined && previous.spec?.dataSource === undefined) dropOtherSource(claim.spec);
  },
};
