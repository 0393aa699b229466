/**
 * Where a claim's first content comes from. The older field takes claims and snapshots only, and silently: anything else
 * is dropped. What one of the two fields says is copied to the other, unless it is in another namespace.
 */
import type { PersistentVolumeClaimSpec, TypedLocalObjectReference } from "../../../src/generated/core/v1/types.js";

/** In place. */
export function dropOtherSource(spec: PersistentVolumeClaimSpec): void {
  if (spec.dataSource !== undefined && !isOldSource(spec.dataSource)) delete spec.dataSource;
}

/** In place. */
export function alignDataSources(spec: PersistentVolumeClaimSpec): void {
  dropOtherSource(spec);
  const { dataSource, dataSourceRef } = spec;
  if ((dataSourceRef?.namespace ?? "") !== "") return;
  if (dataSource !== undefined && dataSourceRef === undefined) spec.dataSourceRef = { ...dataSource };
  if (dataSource === undefined && dataSourceRef !== undefined) {
    const { namespace: _, ...local } = dataSourceRef;
    spec.dataSource = local;
  }
}

function isOldSource({ kind, apiGroup }: TypedLocalObjectReference): boolean {
  if (kind === "PersistentVolumeClaim") return (apiGroup ?? "") === "";
  return kind === "VolumeSnapshot" && apiGroup === "snapshot.storage.k8s.io";
}
