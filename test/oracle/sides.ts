/** The two servers of a comparison: clusters of kubeconfigs, or this server in this process, which then serves what the cluster does. */
import { groups } from "../../src/generated/index.js";
import { startTestServer } from "../../src/server/testing.js";
import type { Common } from "./cases/index.js";
import { type Ask, askerOf, clusterOf } from "./client.js";
import { askHandler, needsSocket } from "./in-process.js";
import { type Served, servedBy, shared } from "./served.js";

export interface Side {
  /** Its address, or that it is this server. */
  readonly name: string;
  readonly ask: Ask;
  readonly served: Served;
}

export interface Sides {
  readonly ours: Side;
  /** Who is right where they differ. */
  readonly theirs: Side;
  readonly both: Common;
  /** Does a case, by its name, say anything about these two? */
  mayAsk(name: string): boolean;
  close(): Promise<void>;
}

/** One kubeconfig: its cluster is compared with this server. Rejects when a server cannot be asked. */
export async function openSides(kubeconfig: string, against: string | undefined): Promise<Sides> {
  const first = await sideOf(kubeconfig);
  if (against === undefined) return besideThisServer(first);
  const theirs = await sideOf(against);
  return { ours: first, theirs, both: bothOf(first, theirs), mayAsk: () => true, close: async () => undefined };
}

/** This server beside another, serving the same versions, and CBOR where that one does. */
export async function besideThisServer(theirs: Side): Promise<Sides> {
  const server = await startTestServer({ groups, flags: flagsLike(theirs.served) });
  const ask = askHandler(server.handler);
  const ours = { name: "this server, in this process", ask, served: await servedBy(ask) };
  return {
    ours,
    theirs,
    both: bothOf(ours, theirs),
    mayAsk: (name) => !needsSocket.test(name),
    close: () => server.close(),
  };
}

export async function sideOf(kubeconfig: string): Promise<Side> {
  const ask = askerOf(kubeconfig);
  const { server } = clusterOf(kubeconfig);
  try {
    return { name: server, ask, served: await servedBy(ask) };
  } catch (error) {
    throw new Error(`${server} of ${kubeconfig}: ${(error as Error).message}`, { cause: error });
  }
}

function bothOf(ours: Side, theirs: Side): Common {
  const { resources, cbor } = shared(ours.served, theirs.served);
  return { cbor, isServed: ({ group, plural }, { name }) => resources.has(`${group}/${name}/${plural}`) };
}

function flagsLike({ resources, cbor }: Served): readonly string[] {
  const versions = groups.flatMap(({ resources: definitions }) =>
    definitions.flatMap(({ group, plural, versions: all }) =>
      all.map(({ name, servedByDefault }) => ({
        version: group === "" ? name : `${group}/${name}`,
        servedByDefault,
        served: resources.has(`${group}/${name}/${plural}`),
      })),
    ),
  );
  const served = new Set(versions.flatMap((one) => (one.served ? [one.version] : [])));
  const changed = new Map(
    versions
      .filter((one) => one.servedByDefault !== served.has(one.version))
      .map(({ version }) => [version, served.has(version)]),
  );
  return [
    ...[...changed].map(([version, on]) => `--runtime-config=${version}=${on}`),
    ...gatesLike(resources),
    ...(cbor ? ["--feature-gates=CBORServingAndStorage=true"] : []),
  ];
}

/** Gates are on where something they hold back is there. */
function gatesLike(resources: Served["resources"]): readonly string[] {
  const gated = groups.flatMap((group) => group.resources.filter(({ featureGate }) => featureGate !== undefined));
  const on = gated.filter(({ group, plural, versions }) => {
    return versions.some(({ name }) => resources.has(`${group}/${name}/${plural}`));
  });
  return [...new Set(on.map(({ featureGate }) => `--feature-gates=${featureGate}=true`))];
}
