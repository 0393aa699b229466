/** What data cannot say about this kind. */
import type { ResourceClaim } from "../../../src/generated/resource.k8s.io/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { claimV1beta1 } from "../../_shared/device-conversions.js";
import { setDefaults } from "./defaults.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<ResourceClaim> = { cells, setDefaults, convert: { v1beta1: claimV1beta1 } };
