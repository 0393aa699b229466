/** Events are stored in their core form, so they are shown as those are. */
import type { Event } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { cells } from "../../core/Event/printer.js";

export const hooks: KindHooks<Event> = { cells };
