/**
 * Which versions of a resource are served, and in which one it is stored: what `--runtime-config`, the emulated release and the operator's
 * choices make of the definitions. Follows kube-apiserver's answers (test/unit/server/answers/emulation.json). Pure.
 */

import { formatGroupVersion } from "../../meta/object.js";
import { compareReleases } from "../../meta/release.js";
import type { GroupDefinition, ResourceDefinition, ResourceVersion } from "../../registry/resource-definition.js";
import type { EffectiveVersions } from "./effective-versions.js";
import { askedFor, isServed, type RuntimeConfig, stabilityOf, type VersionInQuestion } from "./runtime-config.js";

export interface VersionChoices {
  readonly runtimeConfig: RuntimeConfig;
  readonly versions: EffectiveVersions;
}

/** In the definition's order; empty: the resource is not served. */
export function servedVersions(definition: ResourceDefinition, choices: VersionChoices): readonly ResourceVersion[] {
  const { runtimeConfig, versions } = choices;
  const served = definition.versions.filter((version) => isServedIn(definition, version, choices));
  if (!versions.forwardCompatible || served.length === 0) return served;
  // An alpha does not vouch for what became of it.
  const vouching = served.map(({ name }) => name).filter((name) => stabilityOf(name) !== "alpha");
  return definition.versions.filter((version, at) => {
    if (served.includes(version)) return true;
    if (!isAhead(version, versions) || askedFor(runtimeConfig, questionOf(definition, version)) === false) return false;
    return definition.versions.slice(at + 1).some(({ name }) => vouching.includes(name));
  });
}

function isServedIn(definition: ResourceDefinition, version: ResourceVersion, choices: VersionChoices): boolean {
  const { runtimeConfig, versions } = choices;
  const question = questionOf(definition, version);
  if (isGone(version, versions) || !isServed(runtimeConfig, question)) return false;
  if (!isAhead(version, versions)) return true;
  return versions.runtimeConfigForwardCompatible && askedFor(runtimeConfig, question) === true;
}

/** The version came after the emulated release. */
function isAhead({ introduced }: ResourceVersion, { emulated }: EffectiveVersions): boolean {
  return introduced !== undefined && compareReleases(introduced, emulated) > 0;
}

function isGone({ removed }: ResourceVersion, { emulated }: EffectiveVersions): boolean {
  return removed !== undefined && compareReleases(removed, emulated) <= 0;
}

function questionOf({ group, plural }: ResourceDefinition, version: ResourceVersion): VersionInQuestion {
  return { group, version: version.name, resource: plural, servedByDefault: version.servedByDefault };
}

/** Versions asked for by name that the emulated release did not have; undefined: none. */
export function refusedVersions(groups: readonly GroupDefinition[], choices: VersionChoices): string | undefined {
  const { runtimeConfig, versions } = choices;
  if (versions.runtimeConfigForwardCompatible) return undefined;
  const hint = "Consider setting --runtime-config-emulation-forward-compatible=true";
  for (const group of groups) {
    for (const { name } of group.versions) {
      const groupVersion = formatGroupVersion(group.name, name);
      const found = group.resources.flatMap((resource) => {
        const version = resource.versions.find((one) => one.name === name);
        return version === undefined ? [] : [{ plural: resource.plural, version }];
      });
      const ahead = found.filter(({ version }) => isAhead(version, versions));
      if (runtimeConfig.get(groupVersion) === true && found.length > 0 && ahead.length === found.length) {
        const why = `all the resources have been introduced after the current version ${versions.emulated}`;
        return `cannot enable version ${groupVersion} in runtime-config because ${why}. ${hint}`;
      }
      const one = ahead.find(({ plural }) => runtimeConfig.get(`${groupVersion}/${plural}`) === true);
      if (one === undefined) continue;
      const what = `${groupVersion}, Resource=${one.plural}`;
      const why = `it is introduced at ${one.version.introduced} after the current version ${versions.emulated}`;
      return `cannot enable resource ${what} in runtime-config because ${why}. ${hint}`;
    }
  }
  return undefined;
}
