/** What data cannot say about this kind. */
import type { DaemonSet } from "../../../src/generated/apps/v1/types.js";
import { isSame } from "../../../src/meta/same.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { templateWarnings } from "../../_shared/pod-warnings.js";
import { setDefaults, templateGeneration } from "./defaults.js";
import { cells } from "./printer.js";

function count(object: DaemonSet, generation: number): void {
  object.metadata.annotations = { ...object.metadata.annotations, [templateGeneration]: String(generation) };
}

function countOf({ metadata }: DaemonSet): number {
  return Number(metadata.annotations?.[templateGeneration] ?? 0);
}

const inTemplate = templateWarnings<DaemonSet>("spec.template", ({ spec }) => spec?.template);

export const hooks: KindHooks<DaemonSet> = {
  cells,
  setDefaults,
  warningsOnCreate: inTemplate.warningsOnCreate,
  warningsOnUpdate: (object, previous) =>
    countOf(object) === countOf(previous) ? [] : inTemplate.warningsOnCreate(object),
  prepareForCreate: (object) => count(object, 1),
  prepareForUpdate: (object, previous) => {
    const before = countOf(previous);
    count(object, isSame(object.spec?.template, previous.spec?.template) ? before : before + 1);
  },
};
