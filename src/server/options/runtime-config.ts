/**
 * `--runtime-config`: which API versions are served. Most specific wins: the resource, the version itself, its stability
 * (`api/alpha`, `api/beta`, `api/ga`), then `api/all`, then the version's own default. Complaints are kube-apiserver's. Pure.
 */
import { registeredGroupVersions } from "../../endpoints/openapi/registered-versions.js";
import { formatGroupVersion } from "../../meta/object.js";
import type { GroupDefinition } from "../../registry/resource-definition.js";
import { parseBool } from "../../util/go-number.js";

/** By `api/all` and the like, group version (`v1`, `apps/v1`) or group version and resource (`v1/pods`). */
export type RuntimeConfig = ReadonlyMap<string, boolean>;

export interface RuntimeConfigProblem {
  readonly problem: string;
}

const wideKeys: ReadonlySet<string> = new Set(["api/all", "api/ga", "api/beta", "api/alpha"]);
/** A key of an older day that still means nothing. */
const idleKey = "api/legacy";

/** `items` are `key=bool`; a bare key means true, as kube-apiserver has it. */
export function parseRuntimeConfig(items: readonly string[]): RuntimeConfig | RuntimeConfigProblem {
  const config = new Map<string, boolean>();
  for (const item of items.map((one) => one.trim()).filter((one) => one !== "")) {
    const equals = item.indexOf("=");
    const key = equals === -1 ? item : item.slice(0, equals);
    const text = equals === -1 ? "" : item.slice(equals + 1);
    if (wideKeys.has(key)) {
      if (text !== "true" && text !== "false") return { problem: `invalid value ${key}=${text}` };
      config.set(key, text === "true");
    } else if (key !== idleKey) {
      const name = normalKey(key);
      if (name === undefined) return { problem: `runtime-config invalid key ${key}` };
      const value = text === "" ? true : parseBool(text);
      if (value === undefined) {
        const why = `strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`;
        return { problem: `invalid value of ${name.replace(/^v1(?=\/|$)/, "/v1")}: ${text}, err: ${why}` };
      }
      config.set(name, value);
    }
  }
  if (config.size === 1 && config.get("api/all") === false) {
    return { problem: "invalid runtime-config with only api/all=false" };
  }
  return config;
}

/** The core group's version has two spellings, v1 and api/v1. */
function normalKey(key: string): string | undefined {
  const parts = key.replace(/^api\/v1(?=\/|$)/, "v1").split("/");
  const most = parts[0] === "v1" ? 2 : 3;
  if (parts.includes("") || parts.length > most) return undefined;
  return parts.length === 1 && parts[0] !== "v1" ? undefined : parts.join("/");
}

/** What is wrong with the keys for a server of these groups; undefined: nothing. */
export function unknownInRuntimeConfig(
  config: RuntimeConfig,
  groups: readonly GroupDefinition[],
): RuntimeConfigProblem | undefined {
  const registered = registeredGroupVersions(groups);
  const asked = [...config.keys()].filter((key) => !wideKeys.has(key)).map(groupVersionOf);
  const unknown = asked.filter(({ group }) => !registered.some((one) => one.group === group));
  if (unknown.length > 0) {
    const names = unknown.map(({ group, version }) => formatGroupVersion(group, version)).sort();
    return { problem: `unknown api groups ${[...new Set(names)].join(",")}` };
  }
  const missing = asked.find(
    ({ group, version }) => !registered.some((one) => one.group === group && one.version === version),
  );
  if (missing === undefined) return undefined;
  const name = formatGroupVersion(missing.group, missing.version);
  return { problem: `group version ${name} that has not been registered` };
}

function groupVersionOf(key: string): { readonly group: string; readonly version: string } {
  const [first = "", second = ""] = key.split("/");
  return first === "v1" ? { group: "", version: first } : { group: first, version: second };
}

export interface VersionInQuestion {
  readonly group: string;
  readonly version: string;
  readonly servedByDefault: boolean;
  /** Asks about one resource of the version. */
  readonly resource?: string;
}

export function isServed(config: RuntimeConfig, asked: VersionInQuestion): boolean {
  const wide = config.get(`api/${stabilityOf(asked.version)}`) ?? config.get("api/all");
  return askedFor(config, asked) ?? wide ?? asked.servedByDefault;
}

/** What the configuration says of this very version or resource; undefined: nothing. */
export function askedFor(config: RuntimeConfig, { group, version, resource }: VersionInQuestion): boolean | undefined {
  const groupVersion = formatGroupVersion(group, version);
  const own = resource === undefined ? undefined : config.get(`${groupVersion}/${resource}`);
  return own ?? config.get(groupVersion);
}

export function stabilityOf(version: string): "ga" | "beta" | "alpha" {
  if (version.includes("alpha")) return "alpha";
  return version.includes("beta") ? "beta" : "ga";
}
