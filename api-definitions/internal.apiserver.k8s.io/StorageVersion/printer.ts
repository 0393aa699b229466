/** In which version the API servers store a resource. */
import type { StorageVersion } from "../../../src/generated/internal.apiserver.k8s.io/v1alpha1/types.js";
import { age, type Cells, firstThree, unset } from "../../_shared/printing.js";

export const cells: Cells<StorageVersion> = {
  CommonEncodingVersion: ({ status }) => status?.commonEncodingVersion ?? unset,
  StorageVersions: ({ status }) =>
    firstThree((status?.storageVersions ?? []).map((one) => `${one.apiServerID ?? ""}=${one.encodingVersion ?? ""}`)) ||
    unset,
  Age: age,
};
