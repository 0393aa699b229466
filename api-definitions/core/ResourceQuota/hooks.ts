/** What data cannot say about this kind. */
import type { ResourceQuota } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<ResourceQuota> = { cells };
