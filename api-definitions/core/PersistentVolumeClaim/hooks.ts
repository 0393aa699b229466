/** What data cannot say about this kind. */
import type { PersistentVolumeClaim } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { alignDataSources } from "./data-source.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<PersistentVolumeClaim> = {
  cells,
  prepareForCreate: ({ spec }) => {
    if (spec !== undefined) alignDataSources(spec);
  },
};
