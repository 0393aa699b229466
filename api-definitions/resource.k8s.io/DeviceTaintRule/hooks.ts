/** What data cannot say about this kind. */
import type { DeviceTaintRule } from "../../../src/generated/resource.k8s.io/v1alpha3/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<DeviceTaintRule> = { cells };
