/** What a client of a deprecated version is told: kube-apiserver's sentence, from the releases kind.yaml names. Pure. */
import type { KindVersionModel } from "../model/model.js";

/** `coordination.k8s.io/v1beta1 LeaseCandidate is deprecated in v1.36+, unavailable in v1.39+`; undefined: it is not deprecated. */
export function deprecationWarning(group: string, kind: string, version: KindVersionModel): string | undefined {
  const { name, deprecated, removed, replacement } = version;
  if (version.deprecationWarning !== undefined || deprecated === undefined) return version.deprecationWarning;
  const what = `${group === "" ? name : `${group}/${name}`} ${kind} is deprecated in v${deprecated}+`;
  const until = removed === undefined ? "" : `, unavailable in v${removed}+`;
  return `${what}${until}${replacement === undefined ? "" : `; use ${spoken(replacement)}`}`;
}

/** `core/v1/Event` is spoken `v1 Event`. */
function spoken(replacement: string): string {
  const at = replacement.lastIndexOf("/");
  return `${replacement.slice(0, at).replace(/^core\//, "")} ${replacement.slice(at + 1)}`;
}
