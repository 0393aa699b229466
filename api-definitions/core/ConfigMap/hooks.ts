/** What data cannot say about this kind. */
import type { ConfigMap } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { sealedErrors } from "../../_shared/sealed.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<ConfigMap> = {
  cells,
  validateUpdate: (next, previous) => sealedErrors(next, previous, ["data", "binaryData"]),
};
