/** What data cannot say about this kind. */
import type { ReplicaSet } from "../../../src/generated/apps/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { droppingHooks, podFeatures } from "../../_shared/dropped-fields.js";
import { warnOfPodNames } from "../../_shared/name-warnings.js";
import { templateWarnings } from "../../_shared/pod-warnings.js";
import { setDefaults } from "./defaults.js";
import { cells } from "./printer.js";

const inTemplate = templateWarnings<ReplicaSet>("spec.template", ({ spec }) => spec?.template);

export const hooks: KindHooks<ReplicaSet> = {
  cells,
  shownOfNothing: { spec: { replicas: 0 } },
  setDefaults,
  ...droppingHooks(...podFeatures("spec.template.spec")),
  ...inTemplate,
  warningsOnCreate: (object) => [...warnOfPodNames(object), ...inTemplate.warningsOnCreate(object)],
};
