/** What data cannot say about this kind. */
import type { CSIDriver } from "../../../src/generated/storage.k8s.io/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<CSIDriver> = { cells };
