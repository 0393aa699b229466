/** What data cannot say about namespaces. */

import type { Namespace } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { lifecycle } from "./lifecycle.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<Namespace> = { ...lifecycle, cells };
