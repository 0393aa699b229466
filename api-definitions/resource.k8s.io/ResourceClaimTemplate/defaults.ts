/** Defaults of device claim templates that depend on other fields. */
import type { ResourceClaimTemplate } from "../../../src/generated/resource.k8s.io/v1/types.js";
import { setDeviceDefaults } from "../../_shared/device-defaults.js";

export function setDefaults({ spec }: ResourceClaimTemplate): void {
  setDeviceDefaults(spec?.spec?.devices);
}
