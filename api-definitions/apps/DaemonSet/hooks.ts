/** What data cannot say about this kind. */
import type { DaemonSet } from "../../../src/generated/apps/v1/types.js";
import { isSame } from "../../../src/meta/same.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { setDefaults, templateGeneration } from "./defaults.js";
import { cells } from "./printer.js";

function count(object: DaemonSet, generation: number): void {
  object.metadata.annotations = { ...object.metadata.annotations, [templateGeneration]: String(generation) };
}

export const hooks: KindHooks<DaemonSet> = {
  cells,
  setDefaults,
  prepareForCreate: (object) => count(object, 1),
  prepareForUpdate: (object, previous) => {
    const before = Number(previous.metadata.annotations?.[templateGeneration] ?? 0);
    count(object, isSame(object.spec?.template, previous.spec?.template) ? before : before + 1);
  },
};
