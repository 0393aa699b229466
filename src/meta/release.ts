/** Releases of Kubernetes as definitions and flags name them: `1.36`. Pure. */

/** Negative: `a` came before `b`. */
export function compareReleases(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split(".").map(Number);
  const [majorB = 0, minorB = 0] = b.split(".").map(Number);
  return majorA - majorB || minorA - minorB;
}

/** `1.36`, 1 → `1.35`. */
export function releaseBefore(release: string, minors: number): string {
  const [major = "", minor = ""] = release.split(".");
  return `${major}.${Math.max(Number(minor) - minors, 0)}`;
}
