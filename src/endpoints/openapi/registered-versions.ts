/**
 * Group versions Kubernetes 1.36 can decode but does not serve. Its v2 document names them all for the types that belong to every group
 * version, and so does ours.
 */
import type { GroupDefinition } from "../../registry/resource-definition.js";

interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

const unserved: readonly (readonly [group: string, ...versions: string[]])[] = [
  ["admission.k8s.io", "v1", "v1beta1"],
  ["apiextensions.k8s.io", "v1beta1"],
  ["apiregistration.k8s.io", "v1beta1"],
  ["apps", "v1beta1", "v1beta2"],
  ["authentication.k8s.io", "v1alpha1", "v1beta1"],
  ["authorization.k8s.io", "v1beta1"],
  ["batch", "v1beta1"],
  ["discovery.k8s.io", "v1beta1"],
  ["events.k8s.io", "v1beta1"],
  ["extensions", "v1beta1"],
  ["flowcontrol.apiserver.k8s.io", "v1beta1", "v1beta2", "v1beta3"],
  ["imagepolicy.k8s.io", "v1alpha1"],
  ["node.k8s.io", "v1alpha1", "v1beta1"],
  ["policy", "v1beta1"],
  ["rbac.authorization.k8s.io", "v1alpha1", "v1beta1"],
  ["scheduling.k8s.io", "v1beta1"],
  ["storage.k8s.io", "v1alpha1"],
];

/** Of `group/version`. */
export function isUnservedVersion(apiVersion: string): boolean {
  const [group = "", version = ""] = apiVersion.split("/");
  return unserved.some(([name, ...versions]) => name === group && versions.includes(version));
}

/** Sorted by group, then version. */
export function registeredGroupVersions(groups: readonly GroupDefinition[]): readonly GroupVersion[] {
  const found = new Map<string, GroupVersion>();
  const add = (group: string, version: string): void => {
    found.set(`${group}/${version}`, { group, version });
  };
  for (const group of groups) for (const { name } of group.versions) add(group.name, name);
  for (const [group, ...versions] of unserved) for (const version of versions) add(group, version);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, groupVersion]) => groupVersion);
}
