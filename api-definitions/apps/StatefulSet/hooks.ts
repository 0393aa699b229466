/** What data cannot say about this kind. */
import type { StatefulSet } from "../../../src/generated/apps/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { droppingHooks, podFeatures } from "../../_shared/dropped-fields.js";
import { templateWarnings } from "../../_shared/pod-warnings.js";
import { warnOfClaimSize } from "../../_shared/volume-warnings.js";
import { setDefaults } from "./defaults.js";
import { cells } from "./printer.js";

const inTemplate = templateWarnings<StatefulSet>("spec.template", ({ spec }) => spec?.template);
const pastForEver = "a negative value retains all historical revisions; a value >= 0 is recommended";

/** `shown`: what kube-apiserver says behind a claim's path, which is not the same on create and on update. */
function ownWarnings({ spec }: StatefulSet, shown: string): readonly string[] {
  const warnings: string[] = [];
  for (const [index, claim] of (spec?.volumeClaimTemplates ?? []).entries()) {
    if (claim.spec !== undefined) warnOfClaimSize(claim.spec, `spec.volumeClaimTemplates[${index}]${shown}`, warnings);
  }
  if ((spec?.revisionHistoryLimit ?? 0) < 0) warnings.push(`spec.revisionHistoryLimit: ${pastForEver}`);
  return warnings;
}

export const hooks: KindHooks<StatefulSet> = {
  cells,
  shownOfNothing: { spec: { replicas: 0 } },
  setDefaults,
  ...droppingHooks(...podFeatures("spec.template.spec"), {
    gate: "MaxUnavailableStatefulSet",
    paths: ["spec.updateStrategy.rollingUpdate.maxUnavailable"],
  }),
  warningsOnCreate: (object) => [...inTemplate.warningsOnCreate(object), ...ownWarnings(object, "")],
  warningsOnUpdate: (object, previous) => [
    ...inTemplate.warningsOnUpdate(object, previous),
    ...ownWarnings(object, ".Spec"),
  ],
};
