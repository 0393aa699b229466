/** What data cannot say about this kind. */
import type { Event } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { cells } from "./printer.js";
import { eventErrors } from "./rules.js";

export const hooks: KindHooks<Event> = { cells, validate: (event) => eventErrors(event, "reportingComponent") };
