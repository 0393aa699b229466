/** The loads that are measured, in the order they run, each with what must be there before it. */
import { Connection } from "./http-client.js";
import { fill, type Load, type Server } from "./measure.js";
import { configMap, deployment, pod } from "./objects.js";

const core = "/api/v1/namespaces/default";
export const configMaps = `${core}/configmaps`;
export const pods = `${core}/pods`;
const deployments = "/apis/apps/v1/namespaces/default/deployments";
const connections = 32;
const listedPods = 5000;
const labelledConfigMaps = 20_000;
const labelValues = 100;

const protobuf = "application/vnd.kubernetes.protobuf";
/** What kubectl and client-go's metadata client send. */
export const acceptTable = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
const acceptMetadata = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

export interface Step {
  readonly key: string;
  readonly load: Omit<Load, "seconds">;
  /** It reads the listed pods. */
  readonly reads?: boolean;
  readonly prepare?: (server: Server) => Promise<void>;
}

/** `run` makes the names of a run's objects its own. */
export function readsAndWrites(run: string): readonly Step[] {
  return [
    {
      key: "get",
      reads: true,
      load: load("GET one pod", () => ({ method: "GET", path: `${pods}/listed-1` })),
    },
    { key: "getpb", reads: true, load: load("GET one pod, protobuf", () => get(`${pods}/listed-1`, protobuf)) },
    { key: "list", reads: true, load: list("LIST 5,000 pods", "application/json") },
    { key: "listpb", reads: true, load: list("LIST 5,000 pods, protobuf", protobuf) },
    { key: "listtable", reads: true, load: list("LIST 5,000 pods, Table", acceptTable) },
    { key: "listmeta", reads: true, load: list("LIST 5,000 pods, metadata only", acceptMetadata) },
    {
      key: "create",
      load: load("create ConfigMap", (_connection, n) => post(configMaps, configMap(`${run}-${n}`))),
    },
    { key: "createpod", load: load("create Pod", (_connection, n) => post(pods, pod(`${run}-${n}`))) },
    {
      key: "createdeployment",
      load: load("create Deployment", (_connection, n) => post(deployments, deployment(`${run}-${n}`))),
    },
    ...patches(),
  ];
}

function patches(): readonly Step[] {
  const each = (path: string, make: (name: string) => string) => (server: Server) =>
    fill(server, connections, (n) => post(path, make(`patched-${n - 1}`)));
  const image = (n: number) => `registry.example/web:1.2.${n}`;
  return [
    {
      key: "patch",
      prepare: each(configMaps, configMap),
      load: load("merge-patch ConfigMap", (connection, n) =>
        patch(`${configMaps}/patched-${connection}`, "merge-patch+json", { metadata: { labels: { n: String(n) } } }),
      ),
    },
    {
      key: "strategic",
      prepare: each(pods, pod),
      load: load("strategic merge patch of a Pod, label and image", (connection, n) =>
        patch(`${pods}/patched-${connection}`, "strategic-merge-patch+json", {
          metadata: { labels: { n: String(n) } },
          spec: { containers: [{ name: "web", image: image(n) }] },
        }),
      ),
    },
    {
      key: "apply",
      load: load("apply a Deployment, unchanged", (connection) => applied(connection, "applied")),
    },
    {
      key: "applylabel",
      load: load("apply a Deployment, one label changed", (connection, n) => applied(connection, `n${n}`)),
    },
  ];
}

/** Last, because what it lists would count as memory of the others. */
export function byLabel(): Step {
  const labelled = (n: number) => configMap(`labelled-${n}`, { shard: `s${n % labelValues}` });
  return {
    key: "listlabel",
    prepare: (server) => fill(server, labelledConfigMaps, (n) => post(configMaps, labelled(n))),
    load: {
      name: "LIST 200 of 20,000 ConfigMaps by label, 4 connections",
      connections: 4,
      request: (_connection, n) => get(`${configMaps}?labelSelector=shard%3Ds${n % labelValues}`),
    },
  };
}

/** What pods need; a server without controllers does not make it by itself. */
export async function makeServiceAccount(server: Server): Promise<void> {
  const account = JSON.stringify({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" } });
  await fill(server, 1, () => post(`${core}/serviceaccounts`, account));
}

export function makeListedPods(server: Server): Promise<void> {
  return fill(server, listedPods, (n) => post(pods, pod(`listed-${n}`)));
}

/** Page by page: a server may give up on a request that deletes thousands. */
export async function cleanUp(server: Server): Promise<void> {
  const connection = await Connection.open(server.target);
  for (const path of [deployments, pods, configMaps]) {
    const mine = `${path}?labelSelector=app%3Dbench`;
    do await connection.send({ method: "DELETE", path: `${mine}&limit=200&gracePeriodSeconds=0` });
    while (await hasItems(connection, `${mine}&limit=1`));
  }
  connection.close();
}

async function hasItems(connection: Connection, path: string): Promise<boolean> {
  const { body } = await connection.send({ method: "GET", path }, true);
  return ((JSON.parse(body) as { items?: unknown[] | null }).items ?? []).length > 0;
}

function load(name: string, request: Load["request"]): Step["load"] {
  return { name: `${name}, ${connections} connections`, connections, request };
}

function list(name: string, accept: string): Step["load"] {
  return { name: `${name}, 4 connections`, connections: 4, request: () => get(pods, accept) };
}

type Request = ReturnType<Load["request"]>;

function get(path: string, accept = "application/json"): Request {
  return { method: "GET", path, accept };
}

export function post(path: string, body: string): Request {
  return { method: "POST", path, body };
}

function patch(path: string, type: string, body: object): Request {
  return { method: "PATCH", path, contentType: `application/${type}`, body: JSON.stringify(body) };
}

function applied(connection: number, label: string): Request {
  const name = `applied-${connection}`;
  const path = `${deployments}/${name}?fieldManager=bench&force=true`;
  return { method: "PATCH", path, contentType: "application/apply-patch+yaml", body: deployment(name, { n: label }) };
}
