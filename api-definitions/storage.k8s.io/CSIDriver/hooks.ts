/** What data cannot say about this kind. */
import type { CSIDriver } from "../../../src/generated/storage.k8s.io/v1/types.js";
import { isSame } from "../../../src/meta/same.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<CSIDriver> = {
  cells,
  // Changes are counted, but from none: a new object has no generation.
  prepareForUpdate: (next, previous) => {
    if (!isSame(next.spec, previous.spec)) next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
  },
};
