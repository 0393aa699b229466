/** What data cannot say about this kind. */
import type { ReplicationController } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { droppingHooks, podFeatures } from "../../_shared/dropped-fields.js";
import { warnOfPodNames } from "../../_shared/name-warnings.js";
import { templateWarnings } from "../../_shared/pod-warnings.js";
import { setDefaults } from "./defaults.js";
import { cells } from "./printer.js";

const inTemplate = templateWarnings<ReplicationController>("spec.template", ({ spec }) => spec?.template);

export const hooks: KindHooks<ReplicationController> = {
  cells,
  setDefaults,
  ...droppingHooks(...podFeatures("spec.template.spec")),
  // As kube-apiserver has it: what was wrong with the template before is said when something changes.
  warningsOnUpdate: (object, previous) =>
    object.metadata.generation === previous.metadata.generation ? [] : inTemplate.warningsOnCreate(previous),
  warningsOnCreate: (object) => [...warnOfPodNames(object), ...inTemplate.warningsOnCreate(object)],
};
