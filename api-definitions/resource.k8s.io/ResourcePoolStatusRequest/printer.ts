/** Sums over the pools of a driver; unknown until they were counted. */
import type { PoolStatus, ResourcePoolStatusRequest } from "../../../src/generated/resource.k8s.io/v1alpha3/types.js";
import { type Cells, findCondition, isTrue, none, since } from "../../_shared/printing.js";

export const cells: Cells<ResourcePoolStatusRequest> = {
  Driver: ({ spec }) => spec.driver,
  Total: (request) => sum(request, (pool) => pool.totalDevices),
  Available: (request) => sum(request, (pool) => pool.availableDevices),
  Allocated: (request) => sum(request, (pool) => pool.allocatedDevices),
  Unavailable: (request) => sum(request, (pool) => pool.unavailableDevices),
  Errors: (request) => sum(request, (pool) => (pool.validationError ? 1 : 0)),
  Pools: ({ status }) => status?.poolCount ?? 0,
  Status: ({ status }) => ["Complete", "Failed"].find((type) => isTrue(status?.conditions, type)) ?? "Pending",
  Completed: ({ status }) =>
    isTrue(status?.conditions, "Complete")
      ? since(findCondition(status?.conditions, "Complete")?.lastTransitionTime)
      : none,
};

function sum({ status }: ResourcePoolStatusRequest, count: (pool: PoolStatus) => number | undefined): string {
  if (!isTrue(status?.conditions, "Complete")) return "-";
  return String((status?.pools ?? []).reduce((total, pool) => total + (count(pool) ?? 0), 0));
}
