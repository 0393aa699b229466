/** Defaults of device claims that depend on other fields. */
import type { ResourceClaim } from "../../../src/generated/resource.k8s.io/v1/types.js";
import { setDeviceDefaults } from "../../_shared/device-defaults.js";

export function setDefaults({ spec }: ResourceClaim): void {
  setDeviceDefaults(spec?.devices);
}
