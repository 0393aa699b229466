/**
 * Which API groups a server serves: the built-in ones of its preset, then those of the folders named with `--definitions`. Records only:
 * schemas and hooks are loaded when a kind is first used.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as generatedApi from "../../registry/generated-api.v1.js";
import type { GroupDefinition } from "../../registry/resource-definition.js";
import type { Preset, ServerOptions } from "../options/options.js";
import { messageOf, StartError } from "../start/start-error.js";

/** In discovery order. Throws `StartError`. */
export async function loadGroups(
  options: Pick<ServerOptions, "preset" | "definitions">,
): Promise<readonly GroupDefinition[]> {
  const { groups: builtin } = await import("../../generated/index.js");
  const served = [...presetGroups(builtin, options.preset)];
  if (options.definitions.length > 0) shareGeneratedApi();
  for (const folder of options.definitions) {
    for (const group of await groupsOf(folder)) {
      if (served.some((other) => other.name === group.name)) {
        throw new StartError(`the group ${group.name} of ${folder} (--definitions) is served already: rename it`);
      }
      served.push(group);
    }
  }
  // stable: groups of one priority stay in the order they came in
  return served.sort((a, b) => b.priority - a.priority);
}

/**
 * What every control plane needs, whatever it controls: the groups and core resources of Kubernetes' own generic control plane
 * (k8s.io/kubernetes/pkg/controlplane/apiserver).
 */
const genericGroups: ReadonlySet<string> = new Set([
  "",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "events.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "internal.apiserver.k8s.io",
  "rbac.authorization.k8s.io",
  "storagemigration.k8s.io",
]);

const genericCoreKinds: ReadonlySet<string> = new Set([
  "ConfigMap",
  "Event",
  "Namespace",
  "ResourceQuota",
  "Secret",
  "ServiceAccount",
]);

export function presetGroups(groups: readonly GroupDefinition[], preset: Preset): readonly GroupDefinition[] {
  if (preset === "kubernetes") return groups;
  return groups
    .filter(({ name }) => genericGroups.has(name))
    .map((group) =>
      group.name === ""
        ? { ...group, resources: group.resources.filter(({ kind }) => genericCoreKinds.has(kind)) }
        : group,
    );
}

/** A user's modules import the package, and get this server's own module, joined or not: bin/generated-api.js looks here for it. */
function shareGeneratedApi(): void {
  Object.assign(globalThis, { [Symbol.for("apiserver/generated-api")]: generatedApi });
}

/** Where a project's compiled records are: `apiserver gen`'s own folders below what it was compiled to, or the folder itself. */
const indexFiles: readonly string[] = ["generated/index.js", "src/generated/index.js", "index.js"];

async function groupsOf(folder: string): Promise<readonly GroupDefinition[]> {
  const index = indexFiles.map((file) => join(resolve(folder), file)).find((file) => existsSync(file));
  if (index === undefined) {
    const where = `${folder} (--definitions) has no generated/index.js`;
    throw new StartError(`${where}: run \`apiserver gen\`, compile, and name the compiled folder`);
  }
  const found: unknown = await import(pathToFileURL(index).href).catch((error: unknown) => {
    throw new StartError(`cannot load ${index} (--definitions): ${messageOf(error)}`, { cause: error });
  });
  if (!hasGroups(found))
    throw new StartError(`${index} (--definitions) exports no groups: run \`apiserver gen\` again`);
  return found.groups;
}

function hasGroups(module: unknown): module is { readonly groups: readonly GroupDefinition[] } {
  return typeof module === "object" && module !== null && "groups" in module && Array.isArray(module.groups);
}
