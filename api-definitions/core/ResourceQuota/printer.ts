/** Used and allowed amounts, limits apart from requests. */
import type { ResourceQuota } from "../../../src/generated/core/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<ResourceQuota> = {
  Request: (quota) => amounts(quota, (resource) => !resource.startsWith("limits.")),
  Limit: (quota) => amounts(quota, (resource) => resource.startsWith("limits.")),
  Age: age,
};

function amounts({ status }: ResourceQuota, wanted: (resource: string) => boolean): string {
  return Object.keys(status?.hard ?? {})
    .filter(wanted)
    .sort()
    .map((resource) => `${resource}: ${status?.used?.[resource] ?? "0"}/${status?.hard?.[resource] ?? "0"}`)
    .join(", ");
}
