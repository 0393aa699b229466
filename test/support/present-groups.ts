/**
 * The built-in groups as a server of today has them with everything on: without versions that were removed and only come back by
 * emulation.
 */
import { groups } from "../../src/generated/index.js";
import { compareReleases } from "../../src/meta/release.js";
import type { GroupDefinition } from "../../src/registry/resource-definition.js";

/** The release whose recorded facts the tests hold. */
const release = "1.36";

export const presentGroups: readonly GroupDefinition[] = groups.map((group) => ({
  ...group,
  resources: group.resources.flatMap((resource) => {
    const versions = resource.versions.filter(
      ({ removed }) => removed === undefined || compareReleases(removed, release) > 0,
    );
    return versions.length === 0 ? [] : [{ ...resource, versions }];
  }),
}));
