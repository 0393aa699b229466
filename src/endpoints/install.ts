/** Turns records into a served API: a storage per resource, a route per served version. */
import {
  type GroupDefinition,
  type ResourceDefinition,
  type ResourceVersion,
  sharesStorage,
} from "../registry/resource-definition.js";
import { createRestStorage, type RestStorage, type StorageDeps } from "../registry/rest-storage.js";
import { ApiRoutes } from "./api-routes.js";
import { createEndpoint } from "./resource-endpoint.js";

export interface InstallOptions {
  readonly groups: readonly GroupDefinition[];
  readonly storageDeps: StorageDeps;
  /** Those of a resource's versions that are served, in its order; none: the resource is not there. */
  readonly servedVersions: (definition: ResourceDefinition) => readonly ResourceVersion[];
}

export interface InstalledApi {
  readonly routes: ApiRoutes;
  readonly storages: readonly RestStorage[];
  /** The groups with only what is served, in discovery order; groups that serve nothing are left out. */
  readonly served: readonly GroupDefinition[];
  storageOf(group: string, plural: string): RestStorage | undefined;
}

function hostOf(definition: ResourceDefinition, storages: ReadonlyMap<string, RestStorage>): { host?: RestStorage } {
  const { storedAs } = definition;
  if (storedAs === undefined || !sharesStorage(definition)) return {};
  for (const host of storages.values()) {
    if (host.definition.group === storedAs.group && host.definition.kind === storedAs.kind) return { host };
  }
  return {};
}

function guestsOf(host: ResourceDefinition, groups: readonly GroupDefinition[]): readonly ResourceDefinition[] {
  return groups.flatMap((group) =>
    group.resources.filter(
      (guest) => sharesStorage(guest) && guest.storedAs?.group === host.group && guest.storedAs.kind === host.kind,
    ),
  );
}

export function installApi({ groups, storageDeps, servedVersions }: InstallOptions): InstalledApi {
  const routes = new ApiRoutes();
  const storages = new Map<string, RestStorage>();
  const served: GroupDefinition[] = [];
  for (const group of groups) {
    const resources: ResourceDefinition[] = [];
    for (const definition of group.resources) {
      const versions = servedVersions(definition);
      if (versions.length === 0) continue;
      const storage = createRestStorage(storageDeps, definition, {
        ...hostOf(definition, storages),
        guests: guestsOf(definition, groups),
      });
      storages.set(`${definition.group}/${definition.plural}`, storage);
      for (const version of versions) routes.add(createEndpoint(storage, version));
      resources.push({ ...definition, versions });
    }
    const names = new Set(resources.flatMap((resource) => resource.versions.map((version) => version.name)));
    const versions = group.versions.filter((version) => names.has(version.name));
    if (versions.length > 0) served.push({ ...group, versions, resources });
  }
  return {
    routes,
    storages: [...storages.values()],
    served,
    storageOf: (group, plural) => storages.get(`${group}/${plural}`),
  };
}
