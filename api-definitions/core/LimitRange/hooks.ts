/** What data cannot say about this kind. */
import { randomUUID } from "node:crypto";
import type { LimitRange } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { setDefaults } from "./defaults.js";

export const hooks: KindHooks<LimitRange> = {
  setDefaults,
  prepareForCreate: ({ metadata }) => {
    // The one kind that can be created without any name.
    if ((metadata.name ?? "") === "") metadata.name = randomUUID();
  },
};
