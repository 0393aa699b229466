/** What data cannot say about this kind. */
import type { PodGroup } from "../../../src/generated/scheduling.k8s.io/v1alpha2/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<PodGroup> = { cells };
