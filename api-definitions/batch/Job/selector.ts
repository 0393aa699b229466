/** A job finds its pods by its own uid, unless it brings a selector and says so. */
import type { Job } from "../../../src/generated/batch/v1/types.js";

const uidLabel = "batch.kubernetes.io/controller-uid";
const nameLabel = "batch.kubernetes.io/job-name";
/** The same before labels of Kubernetes had a domain. */
const oldUidLabel = "controller-uid";
const oldNameLabel = "job-name";

/** In place; labels the template has already stay. */
export function selectByUid({ metadata, spec }: Job): void {
  const { uid, name } = metadata;
  if (spec?.template === undefined || spec.manualSelector === true || uid === undefined || name === undefined) return;
  const { metadata: template } = spec.template;
  const shared = metadata.labels !== undefined && metadata.labels === template?.labels;
  const generated = { [oldUidLabel]: uid, [oldNameLabel]: name, [uidLabel]: uid, [nameLabel]: name };
  const labels = { ...generated, ...template?.labels };
  spec.template.metadata = { ...template, labels };
  if (shared) metadata.labels = labels;
  spec.selector = { ...spec.selector, matchLabels: { ...spec.selector?.matchLabels, [uidLabel]: uid } };
}

/** A job without labels has its template's, in the same map: those generated later show in both, as in kube-apiserver. In place. */
export function copyTemplateLabels({ metadata, spec }: Job): void {
  const labels = spec?.template?.metadata?.labels;
  if (labels !== undefined && Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = labels;
}
