/** Which resource is rewritten, and how far that is. */
import type { StorageVersionMigration } from "../../../src/generated/storagemigration.k8s.io/v1beta1/types.js";
import { type Cells, isTrue } from "../../_shared/printing.js";

export const cells: Cells<StorageVersionMigration> = {
  Resource: ({ spec }) =>
    spec?.resource.group ? `${spec.resource.resource}.${spec.resource.group}` : (spec?.resource.resource ?? ""),
  Status: ({ status }) =>
    ["Succeeded", "Failed", "Running"].find((type) => isTrue(status?.conditions, type)) ?? "Unknown",
};
