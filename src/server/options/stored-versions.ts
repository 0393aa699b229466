/**
 * `--storage-version` and `--min-compatibility-version`: which version of each resource is written to the store. What is said of nothing
 * stays as its definition has it; values in other versions are read whatever is chosen. Pure.
 */
import { formatGroupVersion } from "../../meta/object.js";
import { compareReleases } from "../../meta/release.js";
import {
  type GroupDefinition,
  type ResourceDefinition,
  sharesStorage,
  storedIdentity,
} from "../../registry/resource-definition.js";
import { StartError } from "../start/start-error.js";
import { servedVersions, type VersionChoices } from "./served-versions.js";

export interface StorageChoice {
  readonly group: string;
  readonly version: string;
  /** Absent: every resource of the group that has the version. */
  readonly resource?: string;
}

const flag = "--storage-version";

/** `autoscaling/v1`, `v1` or, for one resource, `resource.k8s.io/v1beta1/deviceclasses`. Complaints go to `problems`. */
export function parseStorageChoices(items: readonly string[], problems: string[]): readonly StorageChoice[] {
  return items.flatMap((item) => {
    const parts = item.trim().split("/");
    const [group = "", version = "", resource] = /^v\d/.test(parts[0] ?? "") ? ["", ...parts] : parts;
    if (!/^v\d+((alpha|beta)\d+)?$/.test(version) || resource === "" || parts.length > 3) {
      problems.push(`${flag}: ${JSON.stringify(item)} is not group/version or group/version/resource`);
      return [];
    }
    return [{ group, version, ...(resource === undefined ? {} : { resource }) }];
  });
}

/** The groups with the versions their resources are written in. Throws `StartError` for a choice that cannot be followed. */
export function chooseStoredVersions(
  groups: readonly GroupDefinition[],
  choices: VersionChoices & { readonly storageVersions: readonly StorageChoice[] },
): readonly GroupDefinition[] {
  const chosen = new Map<ResourceDefinition, string>();
  for (const choice of choices.storageVersions) {
    for (const definition of resourcesOf(groups, choice)) {
      checkChoice(definition, choice, choices);
      const other = chosen.get(definition);
      if (other !== undefined && other !== choice.version) {
        throw new StartError(`${flag}: ${nameOf(definition)} cannot be stored as both ${other} and ${choice.version}`);
      }
      chosen.set(definition, choice.version);
    }
  }
  const written = (definition: ResourceDefinition): ResourceDefinition => {
    const choice = chosen.get(definition);
    const version = choice ?? readableVersion(definition, choices.versions.minCompatibility);
    const usual = choice === undefined ? definition.storageVersion : storedIdentity(definition).version;
    return version === undefined || version === usual ? definition : { ...definition, writtenVersion: version };
  };
  return groups.map((group) => ({ ...group, resources: group.resources.map(written) }));
}

function resourcesOf(groups: readonly GroupDefinition[], choice: StorageChoice): readonly ResourceDefinition[] {
  const name = formatGroupVersion(choice.group, choice.version);
  const group = groups.find((one) => one.name === choice.group);
  if (group === undefined || !group.versions.some((version) => version.name === choice.version)) {
    const near = group === undefined ? groups : [group];
    const known = near.flatMap((one) => one.versions.map((version) => formatGroupVersion(one.name, version.name)));
    throw new StartError(`${flag}: there is no API version ${name}; there are ${known.join(", ")}`);
  }
  const found = group.resources.filter(
    ({ plural, versions }) =>
      versions.some((version) => version.name === choice.version) && (choice.resource ?? plural) === plural,
  );
  if (found.length === 0) throw new StartError(`${flag}: ${name} has no resource ${choice.resource}`);
  const stored = found.filter((one) => one.storagePrefix !== null && !sharesStorage(one));
  if (stored.length > 0) return stored;
  const guest = found.find((one) => sharesStorage(one))?.storedAs;
  const why =
    guest === undefined
      ? "nothing of it is stored"
      : `it is stored as ${formatGroupVersion(guest.group, guest.version)} ${guest.kind}`;
  throw new StartError(`${flag}: ${name} cannot be chosen: ${why}`);
}

function checkChoice(definition: ResourceDefinition, { version }: StorageChoice, choices: VersionChoices): void {
  const name = formatGroupVersion(definition.group, version);
  if (!servedVersions(definition, choices).some((one) => one.name === version)) {
    const mend = `serve it with --runtime-config=${name}=true`;
    throw new StartError(`${flag}: ${nameOf(definition)} cannot be stored as ${name}, which is not served: ${mend}`);
  }
  const { introduced } = definition.versions.find((one) => one.name === version) ?? {};
  const { minCompatibility } = choices.versions;
  if (introduced === undefined || compareReleases(introduced, minCompatibility) <= 0) return;
  const why = `Kubernetes ${minCompatibility} (--min-compatibility-version) cannot read it`;
  throw new StartError(`${flag}: ${nameOf(definition)} cannot be stored as ${name}: ${why}`);
}

/** A kind that follows the most preferred version takes the first one the oldest reader knows; one that names its own keeps it. */
function readableVersion({ versions, storageVersion }: ResourceDefinition, release: string): string | undefined {
  if (versions[0]?.name !== storageVersion) return undefined;
  const known = versions.find(
    ({ introduced }) => introduced === undefined || compareReleases(introduced, release) <= 0,
  );
  return known?.name;
}

function nameOf({ group, plural }: ResourceDefinition): string {
  return group === "" ? plural : `${plural}.${group}`;
}
