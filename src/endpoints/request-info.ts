/**
 * What a path means. One split, then map lookups: no regular expression, nothing allocated but the segments.
 *
 *   /api/v1/namespaces/default/pods/web/status      group "", version v1, resource pods, namespace default, name web, subresource status
 *   /apis/apps/v1/deployments                       all namespaces
 *   /api/v1/namespaces/default                      resource namespaces, name default (and namespace default, as kube-apiserver has it)
 *   /api/v1/watch/pods, /apis/apps/v1/watch/…       the old way to watch
 */

import { textOfBytes, unescapedBytes } from "../meta/go-quote.js";

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
  const segments = segmentsOf(path.includes("%") ? decode(path) : path);
  if (segments[segments.length - 1] === "") segments.pop();
  const root = segments[1];
  const first = root === "api" ? 3 : root === "apis" ? 4 : 0;
  if (first === 0 || segments.length <= first) return undefined;
  const group = root === "api" ? "" : (segments[2] as string);
  const version = segments[first - 1] as string;
  const oldWatch = segments[first] === "watch" && segments.length > first + 1;
  const at = oldWatch ? first + 1 : first;
  const scoped = isInNamespace(segments, at);
  const resource = scoped ? at + 2 : at;
  return {
    isResource: true,
    group,
    version,
    resource: segments[resource] as string,
    namespace: scoped ? (segments[at + 1] as string) : "",
    name: segments[resource + 1] ?? "",
    subresource: segments[resource + 2] ?? "",
    rest: segments.length > resource + 3 ? segments.slice(resource + 3) : [],
    oldWatch,
  };
}

/** By hand: half of what `split` takes. */
function segmentsOf(path: string): string[] {
  const segments: string[] = [];
  let from = 0;
  for (let to = path.indexOf("/"); to !== -1; to = path.indexOf("/", from)) {
    segments.push(path.slice(from, to));
    from = to + 1;
  }
  segments.push(path.slice(from));
  return segments;
}

/** Do the segments from `at` on name a namespace and something in it? */
function isInNamespace(segments: readonly string[], at: number): boolean {
  if (segments[at] !== "namespaces" || segments.length <= at + 2) return false;
  return segments.length > at + 3 || !namespaceSubresources.has(segments[at + 2] as string);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return textOfBytes(unescapedBytes(path));
  }
}
