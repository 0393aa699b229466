/** What data cannot say about this kind. */
import type { ControllerRevision } from "../../../src/generated/apps/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<ControllerRevision> = { cells };
