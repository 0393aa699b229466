/** What data cannot say about namespaces. */
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { lifecycle, type Namespace } from "./lifecycle.js";

export const hooks: KindHooks<Namespace> = { ...lifecycle };
