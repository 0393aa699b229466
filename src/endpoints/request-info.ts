/**
 * What a path means. One split, then map lookups: no regular expression, nothing allocated but the segments.
 *
 *   /api/v1/namespaces/default/pods/web/status      group "", version v1, resource pods, namespace default, name web, subresource status
 *   /apis/apps/v1/deployments                       all namespaces
 *   /api/v1/namespaces/default                      resource namespaces, name default (and namespace default, as kube-apiserver has it)
 *   /api/v1/watch/pods, /apis/apps/v1/watch/…       the old way to watch
 */

export interface RequestInfo {
  readonly isResource: true;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  /** "" for cluster scope and for all namespaces. */
  readonly namespace: string;
  /** "" for a collection. */
  readonly name: string;
  readonly subresource: string;
  /** What follows the subresource (`proxy/a/b`). */
  readonly rest: readonly string[];
  /** The path had `watch` in it. */
  readonly oldWatch: boolean;
}

/** Subresources of a namespace; anything else behind a namespace is a resource in it. */
const namespaceSubresources: ReadonlySet<string> = new Set(["status", "finalize"]);

/** undefined: not a path under a group version with something behind it. */
export function parseRequestInfo(path: string): RequestInfo | undefined {
  // Decoded first, as Go does it: an escaped slash is a slash.
  const segments = (path.includes("%") ? decode(path) : path).split("/");
  if (segments[segments.length - 1] === "") segments.pop();
  const root = segments[1];
  const first = root === "api" ? 3 : root === "apis" ? 4 : 0;
  if (first === 0 || segments.length <= first) return undefined;
  const group = root === "api" ? "" : (segments[2] as string);
  const version = segments[first - 1] as string;
  const oldWatch = segments[first] === "watch" && segments.length > first + 1;
  const at = oldWatch ? first + 1 : first;
  const base = { isResource: true as const, group, version, oldWatch };
  if (segments[at] !== "namespaces" || segments.length <= at + 2) return inScope(base, segments, { at, namespace: "" });
  const behind = segments[at + 2] as string;
  if (namespaceSubresources.has(behind) && segments.length === at + 3) {
    return inScope(base, segments, { at, namespace: "" });
  }
  return inScope(base, segments, { at: at + 2, namespace: segments[at + 1] as string });
}

function inScope(
  base: Pick<RequestInfo, "isResource" | "group" | "version" | "oldWatch">,
  segments: readonly string[],
  { at, namespace }: { readonly at: number; readonly namespace: string },
): RequestInfo {
  const name = segments[at + 1];
  return {
    ...base,
    resource: segments[at] as string,
    namespace,
    name: name ?? "",
    subresource: segments[at + 2] ?? "",
    rest: segments.length > at + 3 ? segments.slice(at + 3) : [],
  };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
