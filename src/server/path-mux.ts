/**
 * Paths that are no resources: `/livez`, `/version`, `/metrics`, `/` … Exact paths first, then the longest prefix.
 * Looked up once per request that is no API request, by one Map access in the usual case.
 */
import type { Handler } from "../http/message.js";
import { assert } from "../util/assert.js";

export interface PathMux {
  /** The handler for a path, or undefined: ask the next server of the chain. */
  find(path: string): Handler | undefined;
}

export class PathRoutes implements PathMux {
  readonly #exact = new Map<string, Handler>();
  readonly #prefixes: { prefix: string; handler: Handler }[] = [];
  readonly #listed = new Set<string>();

  /** `listed: false` keeps the path out of the list at `/`. */
  add(path: string, handler: Handler, options: { readonly listed?: boolean } = {}): void {
    assert(!this.#exact.has(path), `path ${path} is taken`);
    this.#exact.set(path, handler);
    if (options.listed !== false) this.#listed.add(path);
  }

  /** Serves everything under `prefix`, which ends in "/". */
  addPrefix(prefix: string, handler: Handler): void {
    assert(prefix.endsWith("/"), `prefix ${prefix} must end in /`);
    this.#prefixes.push({ prefix, handler });
    this.#prefixes.sort((a, b) => b.prefix.length - a.prefix.length);
  }

  /** Adds paths served elsewhere (the API groups) to the list at `/`. */
  list(paths: Iterable<string>): void {
    for (const path of paths) this.#listed.add(path);
  }

  get paths(): readonly string[] {
    return [...this.#listed].sort();
  }

  find(path: string): Handler | undefined {
    const exact = this.#exact.get(path);
    if (exact !== undefined) return exact;
    return this.#prefixes.find(({ prefix }) => path.startsWith(prefix))?.handler;
  }
}
