/** What data cannot say about this kind. */
import type { PersistentVolume } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { setDefaults } from "./defaults.js";
import { lifecycle } from "./lifecycle.js";
import { cells } from "./printer.js";
import { volumeWarnings } from "./warnings.js";

export const hooks: KindHooks<PersistentVolume> = {
  ...lifecycle,
  cells,
  setDefaults,
  warningsOnCreate: volumeWarnings,
  warningsOnUpdate: volumeWarnings,
};
