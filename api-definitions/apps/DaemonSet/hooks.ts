/** What data cannot say about this kind. */
import type { DaemonSet } from "../../../src/generated/apps/v1/types.js";
import { isSame } from "../../../src/meta/same.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { dropping, podFeatures } from "../../_shared/dropped-fields.js";
import { keepAnnotation } from "../../_shared/field-annotations.js";
import { templateWarnings } from "../../_shared/pod-warnings.js";
import { setDefaults, templateGeneration } from "./defaults.js";
import { cells } from "./printer.js";

function count(object: DaemonSet, generation: bigint): void {
  const number = String(BigInt.asIntN(64, generation));
  object.metadata.annotations = { ...object.metadata.annotations, [templateGeneration.name]: number };
}

/** What defaults have made a number. */
function countOf({ metadata }: DaemonSet): bigint {
  return BigInt(metadata.annotations?.[templateGeneration.name] ?? 0);
}

const inTemplate = templateWarnings<DaemonSet>("spec.template", ({ spec }) => spec?.template);

const drop = dropping(...podFeatures("spec.template.spec"));

export const hooks: KindHooks<DaemonSet> = {
  cells,
  shownOfNothing: { metadata: { annotations: { [templateGeneration.name]: "0" } } },
  setDefaults,
  warningsOnCreate: inTemplate.warningsOnCreate,
  warningsOnUpdate: (object, previous) =>
    countOf(object) === countOf(previous) ? [] : inTemplate.warningsOnCreate(object),
  prepareForCreate: (object, moment) => {
    drop(object, undefined, moment);
    if (countOf(object) < 1n) count(object, 1n);
  },
  prepareForUpdate: (object, previous, moment) => {
    drop(object, previous, moment);
    const before = countOf(previous);
    count(object, isSame(object.spec?.template, previous.spec?.template) ? before : before + 1n);
  },
  prepareForStatusUpdate: (object, previous) => keepAnnotation(templateGeneration.name, object, previous),
};
