/** What data cannot say about this kind. */
import type { LimitRange } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { setDefaults } from "./defaults.js";

export const hooks: KindHooks<LimitRange> = { setDefaults };
