/** Defaults of deployments that depend on other fields. */
import type { Deployment } from "../../../src/generated/apps/v1/types.js";
import { forgetAnnotations, type NumberAnnotation, normaliseNumber } from "../../_shared/field-annotations.js";
import { setTemplateDefaults } from "../../_shared/pod-defaults.js";

/** The revision to go back to; a field once, and still one to kube-apiserver. */
export const rollbackTo: NumberAnnotation = {
  name: "deprecated.deployment.rollback.to",
  complaint: (text, error) => `failed to parse annotation[${rollbackTo.name}]=${text} as int64: ${error}`,
};

export function setDefaults(deployment: Deployment): void {
  const { metadata, spec } = deployment;
  if (metadata.annotations?.[rollbackTo.name] === "") forgetAnnotations(metadata, [rollbackTo.name]);
  normaliseNumber(deployment, rollbackTo);
  if (spec === undefined) return;
  setTemplateDefaults(spec.template);
  if (spec.strategy?.type === "RollingUpdate") {
    spec.strategy.rollingUpdate ??= { maxUnavailable: "25%", maxSurge: "25%" };
  }
}
