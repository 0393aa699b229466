/** What a cluster serves, by its own discovery: the cases about kinds follow it. */
import type { Ask } from "./client.js";

export interface Served {
  /** What the server says it is. */
  readonly version: string;
  /** `apps/v1/deployments`, `/v1/pods`. */
  readonly resources: ReadonlySet<string>;
  /** Does it speak CBOR? */
  readonly cbor: boolean;
}

interface GroupList {
  readonly items: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions: readonly { readonly version: string; readonly resources?: readonly { resource: string }[] }[];
  }[];
}

const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** Rejects when the server cannot be asked, or refuses. */
export async function servedBy(ask: Ask): Promise<Served> {
  const resources = new Set<string>();
  for (const path of ["/api", "/apis"]) {
    const list = (await json(ask, path, aggregated)) as Partial<GroupList>;
    if (list.items === undefined)
      throw new Error(`${path} is not aggregated discovery: a server of 1.30 or later is needed`);
    for (const { metadata, versions } of list.items) {
      for (const { version, resources: served } of versions) {
        for (const { resource } of served ?? []) resources.add(`${metadata?.name ?? ""}/${version}/${resource}`);
      }
    }
  }
  const { gitVersion = "of an unknown version" } = (await json(ask, "/version")) as { readonly gitVersion?: string };
  const { status } = await ask({
    method: "GET",
    path: "/api/v1/namespaces/default",
    headers: { Accept: "application/cbor" },
  });
  return { version: gitVersion, resources, cbor: status === 200 };
}

async function json(ask: Ask, path: string, accept = "application/json"): Promise<unknown> {
  const { status, body } = await ask({ method: "GET", path, headers: { Accept: accept } });
  if (status !== 200) throw new Error(`GET ${path} is answered with ${status}: ${body.trim().slice(0, 200)}`);
  return JSON.parse(body);
}

/** What only one of two serves. */
export function onlyIn(one: Served, other: Served): readonly string[] {
  return [...one.resources].filter((resource) => !other.resources.has(resource)).sort();
}

/** What both do. */
export function shared(one: Served, other: Served): Served {
  return {
    version: one.version,
    resources: new Set([...one.resources].filter((resource) => other.resources.has(resource))),
    cbor: one.cbor && other.cbor,
  };
}
