/** What data cannot say about pods. */
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { lifecycle, type Pod } from "./lifecycle.js";

export const hooks: KindHooks<Pod> = { ...lifecycle };
