/** Defaults of replication controllers that depend on other fields: the labels of the template are the selector. */
import type { ReplicationController } from "../../../src/generated/core/v1/types.js";
import { setTemplateDefaults } from "../../_shared/pod-defaults.js";

export function setDefaults({ spec, metadata }: ReplicationController): void {
  setTemplateDefaults(spec?.template);
  const labels = spec?.template?.metadata?.labels;
  if (spec === undefined || labels === undefined) return;
  if (isEmpty(spec.selector)) spec.selector = { ...labels };
  if (metadata !== undefined && isEmpty(metadata.labels)) metadata.labels = { ...labels };
}

function isEmpty(labels: Readonly<Record<string, string>> | undefined): boolean {
  return labels === undefined || Object.keys(labels).length === 0;
}
