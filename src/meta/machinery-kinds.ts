/** Kinds of the API machinery, which are known beside the kinds that are served: what a body of the wrong kind is told depends on it. */

/** Known in every group version, even in one that nobody has heard of. */
const unversioned: ReadonlySet<string> = new Set([
  "APIGroup",
  "APIGroupList",
  "APIResourceList",
  "APIVersions",
  "Status",
]);

/** Known in every group version there is. */
const ofEveryVersion: ReadonlySet<string> = new Set([
  "CreateOptions",
  "DeleteOptions",
  "GetOptions",
  "ListOptions",
  "PatchOptions",
  "UpdateOptions",
  "WatchEvent",
]);

/** No resource of the core group has these. */
const ofCore: ReadonlySet<string> = new Set([
  "List",
  "NodeProxyOptions",
  "PodAttachOptions",
  "PodExecOptions",
  "PodLogOptions",
  "PodPortForwardOptions",
  "PodProxyOptions",
  "PodStatusResult",
  "RangeAllocation",
  "SerializedReference",
  "ServiceProxyOptions",
]);

/** Groups that had a Scale of their own once; a server knows it still, and serves none of them. */
const versionsOfOldScales: ReadonlySet<string> = new Set(["apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"]);

/** `exists`: is there such a group version? */
export function isMachineryKind(apiVersion: string, kind: string, exists: boolean): boolean {
  if (unversioned.has(kind) || (exists && ofEveryVersion.has(kind))) return true;
  return (apiVersion === "v1" && ofCore.has(kind)) || (kind === "Scale" && versionsOfOldScales.has(apiVersion));
}

/** The Go package of a group's own form of its kinds, which no version is. */
export function packageOfGroup(group: string): string {
  return ownPackages.get(group) ?? group.split(".")[0] ?? "";
}

const ownPackages: ReadonlyMap<string, string> = new Map([
  ["", "core"],
  // Its Events are the core group's.
  ["events.k8s.io", "core"],
  ["internal.apiserver.k8s.io", "apiserverinternal"],
]);

/** The Go package of a kind: those of the machinery are v1's wherever they are known. */
export function packageOfKind(apiVersion: string, kind: string): string {
  if (unversioned.has(kind) || ofEveryVersion.has(kind)) return "v1";
  return apiVersion.slice(apiVersion.indexOf("/") + 1);
}
