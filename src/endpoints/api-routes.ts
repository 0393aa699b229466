/** Which resource a path means: group version → resource → route. Built from the records; CRDs add and remove theirs while serving. */
import { isMachineryKind } from "../meta/machinery-kinds.js";
import { formatGroupVersion } from "../meta/object.js";
import type { Subresource } from "../registry/resource-definition.js";
import { getOrAdd } from "../util/get-or-add.js";
import type { ResourceEndpoint } from "./resource-endpoint.js";

export interface ResourceRoute {
  readonly endpoint: ResourceEndpoint;
  readonly subresources: ReadonlyMap<string, Subresource>;
}

export class ApiRoutes {
  readonly #versions = new Map<string, Map<string, ResourceRoute>>();

  add(endpoint: ResourceEndpoint): void {
    const { definition, version } = endpoint;
    const key = formatGroupVersion(definition.group, version.name);
    const resources = getOrAdd(this.#versions, key, () => new Map<string, ResourceRoute>());
    const subresources = new Map(definition.subresources.map((sub) => [sub.name, sub]));
    resources.set(definition.plural, { endpoint, subresources });
  }

  remove({ definition, version }: ResourceEndpoint): void {
    const key = formatGroupVersion(definition.group, version.name);
    const resources = this.#versions.get(key);
    resources?.delete(definition.plural);
    if (resources?.size === 0) this.#versions.delete(key);
  }

  /** In any version: a path under it is this server's to refuse. */
  hasGroup(group: string): boolean {
    if (group === "") return [...this.#versions.keys()].some((key) => !key.includes("/"));
    return [...this.#versions.keys()].some((key) => key.startsWith(`${group}/`));
  }

  find(group: string, version: string, resource: string): ResourceRoute | undefined {
    return this.#versions.get(group === "" ? version : `${group}/${version}`)?.get(resource);
  }

  /** Whether a resource of that group version has this kind, or lists it, or the machinery does. */
  hasKind(apiVersion: string, kind: string): boolean {
    const resources = this.#versions.get(apiVersion);
    if (isMachineryKind(apiVersion, kind, resources !== undefined)) return true;
    const isOfResource = [...(resources?.values() ?? [])].some(
      ({ endpoint: { definition } }) => definition.kind === kind || definition.listKind === kind,
    );
    if (isOfResource) return true;
    const bodies = this.all().flatMap(({ endpoint }) => endpoint.definition.subresources.map((one) => one.bodyKind));
    return bodies.some((body) => body?.kind === kind && formatGroupVersion(body.group, body.version) === apiVersion);
  }

  all(): readonly ResourceRoute[] {
    return [...this.#versions.values()].flatMap((resources) => [...resources.values()]);
  }
}
