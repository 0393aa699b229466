/** Names in OpenAPI documents: of types, tags and operations. Rules as kube-apiserver's documents show them. */
import type { TypeName } from "../../meta/schema.js";
import type { GroupDefinition } from "../../registry/resource-definition.js";

/** `core/v1/PodSpec` → `io.k8s.api.core.v1.PodSpec`. */
export type TypeNamer = (type: TypeName) => string;

/**
 * `shared` has the names of the shared types. Types of groups nobody defined get the package that Kubernetes gives to a custom
 * resource: the group's name turned round.
 */
export function typeNamer(groups: readonly GroupDefinition[], shared: Readonly<Record<TypeName, string>>): TypeNamer {
  const irregular: Readonly<Record<TypeName, string>> = Object.assign(
    {},
    ...groups.map((group) => group.openapiNames),
    shared,
  );
  const packages = new Map(groups.map((group) => [group.name === "" ? "core" : group.name, group.openapiPackage]));
  return (type) => {
    const known = irregular[type];
    if (known !== undefined) return known;
    const [group = "", version = "", name = ""] = type.split("/");
    const fromPackage = packages.get(group) ?? group.split(".").reverse().join(".");
    return `${fromPackage}.${version}.${name}`;
  };
}

/** `rbac.authorization.k8s.io`, `v1` → `rbacAuthorization_v1`. */
export function tagOf(group: string, version?: string): string {
  const words = identifier(shortGroup(group), { capital: false });
  return version === undefined ? words : `${words}_${identifier(version, { capital: false })}`;
}

/** `apps`, `v1` → `AppsV1`: what follows the verb in an operation's id. */
export function operationScope(group: string, version?: string): string {
  const words = identifier(shortGroup(group), { capital: true });
  return version === undefined ? words : words + identifier(version, { capital: true });
}

/** Letters, digits and `_` stay; what follows anything else gets a capital. */
export function identifier(text: string, { capital }: { readonly capital: boolean }): string {
  let result = "";
  let raise = capital;
  for (const [index, char] of [...text].entries()) {
    if (/[\p{L}_]/u.test(char) || (index > 0 && /\p{Nd}/u.test(char))) {
      result += raise ? char.toUpperCase() : char;
      raise = false;
    } else raise = true;
  }
  return result;
}

function shortGroup(group: string): string {
  if (group === "") return "core";
  return group.endsWith(".k8s.io") ? group.slice(0, -".k8s.io".length) : group;
}
