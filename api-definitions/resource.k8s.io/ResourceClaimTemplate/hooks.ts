/** What data cannot say about this kind: its age. */
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { age } from "../../_shared/printing.js";

export const hooks: KindHooks = { cells: { Age: age } };
