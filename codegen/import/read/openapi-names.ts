/** OpenAPI type names (`io.k8s.api.core.v1.PodSpec`) as the language has them (`core/v1/PodSpec`). */
import type { JsonObject } from "../../../src/meta/schema.js";
import { compareVersions, dirOfGroup } from "../../load/conventions.js";

export interface TypePlace {
  /** `core`, `meta` or the group's name. */
  readonly dir: string;
  readonly version: string;
  readonly short: string;
}

export interface GroupVersionKindName {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const metaPackage = "io.k8s.apimachinery.pkg.apis.meta.v1.";

/** Shared types that live in packages of their own. */
export const sharedNames: Readonly<Record<string, string>> = {
  "io.k8s.apimachinery.pkg.api.resource.Quantity": "Quantity",
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "IntOrString",
  "io.k8s.apimachinery.pkg.runtime.RawExtension": "RawExtension",
  "io.k8s.apimachinery.pkg.version.Info": "Info",
};

export class OpenapiNames {
  readonly #packages = new Map<string, string>();
  readonly #gvks = new Map<string, GroupVersionKindName>();
  readonly #fallback: { readonly dir: string; readonly version: string };

  constructor(schemas: Readonly<Record<string, JsonObject>>) {
    const versions: GroupVersionKindName[] = [];
    for (const [name, schema] of Object.entries(schemas)) {
      const gvks = gvksOf(schema);
      const [only] = gvks;
      if (only === undefined || gvks.length !== 1 || name.startsWith(metaPackage)) continue;
      this.#gvks.set(name, only);
      versions.push(only);
      const split = splitName(name);
      if (split.version !== undefined && !this.#packages.has(split.package))
        this.#packages.set(split.package, only.group);
    }
    const home = versions.sort((a, b) => compareVersions(a.version, b.version))[0];
    this.#fallback = { dir: dirOfGroup(home?.group ?? "example.com"), version: home?.version ?? "v1" };
  }

  place(name: string): TypePlace {
    const shared = sharedNames[name];
    if (shared !== undefined) return { dir: "meta", version: "v1", short: shared };
    if (name.startsWith(metaPackage)) return { dir: "meta", version: "v1", short: name.slice(metaPackage.length) };
    const split = splitName(name);
    const gvk = this.#gvks.get(name);
    if (gvk !== undefined) return { dir: dirOfGroup(gvk.group), version: gvk.version, short: split.short };
    if (split.version === undefined) return { ...this.#fallback, short: split.short };
    const group = this.#packages.get(split.package);
    const dir = group === undefined ? split.package.split(".").reverse().join(".") : dirOfGroup(group);
    return { dir, version: split.version, short: split.short };
  }

  /** Group folder → OpenAPI package, for the packages that have kinds. */
  packages(): ReadonlyMap<string, string> {
    return new Map([...this.#packages].map(([name, group]) => [dirOfGroup(group), name]));
  }
}

function splitName(name: string): { package: string; version: string | undefined; short: string } {
  const parts = name.split(".");
  const short = parts.at(-1) ?? name;
  const version = parts.at(-2);
  const legal = short.replace(/[^A-Za-z0-9_]/g, "_").replace(/^[a-z]/, (first) => first.toUpperCase());
  if (version === undefined || !/^v[0-9]+((alpha|beta)[0-9]+)?$/.test(version)) {
    return { package: parts.slice(0, -1).join("."), version: undefined, short: legal };
  }
  return { package: parts.slice(0, -2).join("."), version, short: legal };
}

export function gvksOf(schema: JsonObject): readonly GroupVersionKindName[] {
  const value = schema["x-kubernetes-group-version-kind"];
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list as unknown as readonly GroupVersionKindName[];
}
