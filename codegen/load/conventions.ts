/** Names that follow from others by convention. */

/**
 * English plural of a kind in lower case, as Kubernetes guesses it: `Ingress` → `ingresses`, `NetworkPolicy` →
 * `networkpolicies`.
 */
export function pluralOf(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular.endsWith("s") || singular.endsWith("x") || singular.endsWith("ch")) return `${singular}es`;
  if (/[^aeiou]y$/.test(singular)) return `${singular.slice(0, -1)}ies`;
  return `${singular}s`;
}

/** Package of a group's types in OpenAPI documents, by default: `wardle.example.com` → `com.example.wardle`. */
export function openapiPackageOf(group: string): string {
  return group === "" ? "core" : group.split(".").reverse().join(".");
}

/** Folder of a group, and first part of its type names. */
export function dirOfGroup(group: string): string {
  return group === "" ? "core" : group;
}

/** Order of versions that say nothing: stable before beta before alpha, higher numbers first. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [versionRank(a), versionRank(b)];
  for (let index = 0; index < left.length; index++) {
    const difference = (right[index] ?? 0) - (left[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

function versionRank(version: string): readonly number[] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (match === null) return [-1, 0, 0];
  const stage = match[2] === undefined ? 2 : match[2] === "beta" ? 1 : 0;
  return [stage, Number(match[1]), Number(match[3] ?? 0)];
}
