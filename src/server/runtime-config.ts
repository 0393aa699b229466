/**
 * `--runtime-config`: which API versions are served. Most specific wins: the version itself, then its stability
 * (`api/alpha`, `api/beta`, `api/ga`), then `api/all`, then the version's own default. Pure.
 */
export type RuntimeConfig = ReadonlyMap<string, boolean>;

export interface RuntimeConfigProblem {
  readonly problem: string;
}

const keyForm = /^(api\/(all|ga|beta|alpha)|v\d+((alpha|beta)\d+)?|[a-z0-9.-]+\/v\d+((alpha|beta)\d+)?(\/[a-z]+)?)$/;

/** `items` are `key=bool`; a bare key means true, as kube-apiserver has it. */
export function parseRuntimeConfig(items: readonly string[]): RuntimeConfig | RuntimeConfigProblem {
  const config = new Map<string, boolean>();
  for (const item of items) {
    const [key = "", value = "true", ...rest] = item.trim().split("=");
    if (!keyForm.test(key))
      return { problem: `${JSON.stringify(key)} is not api/all, api/ga, api/beta, api/alpha or group/version` };
    if (rest.length > 0 || (value !== "true" && value !== "false" && value !== "")) {
      return { problem: `${JSON.stringify(item)} does not say true or false` };
    }
    config.set(key, value !== "false");
  }
  return config;
}

export interface VersionInQuestion {
  readonly group: string;
  readonly version: string;
  readonly servedByDefault: boolean;
  /** Asks about one resource of the version. */
  readonly resource?: string;
}

export function isServed(config: RuntimeConfig, asked: VersionInQuestion): boolean {
  const groupVersion = asked.group === "" ? asked.version : `${asked.group}/${asked.version}`;
  // The core group's version has two spellings: v1 and api/v1.
  const keys = [
    ...(asked.resource === undefined ? [] : [`${groupVersion}/${asked.resource}`]),
    groupVersion,
    ...(asked.group === "" ? [`api/${asked.version}`] : []),
    `api/${stabilityOf(asked.version)}`,
    "api/all",
  ];
  for (const key of keys) {
    const set = config.get(key);
    if (set !== undefined) return set;
  }
  return asked.servedByDefault;
}

function stabilityOf(version: string): "ga" | "beta" | "alpha" {
  if (version.includes("alpha")) return "alpha";
  return version.includes("beta") ? "beta" : "ga";
}
