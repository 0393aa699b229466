/** What data cannot say about this kind. */
import type { HorizontalPodAutoscaler } from "../../../src/generated/autoscaling/v2/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { v1 } from "./convert-v1.js";
import { setDefaults } from "./defaults.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<HorizontalPodAutoscaler> = { cells, setDefaults, convert: { v1 } };
