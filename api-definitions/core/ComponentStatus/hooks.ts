/** What data cannot say about this kind. */
import type { ComponentStatus } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { componentStatuses } from "./health.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<ComponentStatus> = { cells, answerList: componentStatuses };
