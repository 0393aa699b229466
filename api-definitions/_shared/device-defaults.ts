/** Defaults of device requests that depend on other fields. */
import type { DeviceClaim } from "../../src/generated/resource.k8s.io/v1/types.js";

/** An exact count that is not given is one. In place. */
export function setDeviceDefaults(devices: DeviceClaim | undefined): void {
  for (const { exactly, firstAvailable } of devices?.requests ?? []) {
    for (const request of [exactly, ...(firstAvailable ?? [])]) {
      if (request?.allocationMode === "ExactCount" && !request.count) request.count = 1;
    }
  }
}
