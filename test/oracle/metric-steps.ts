/**
 * Requests of many kinds, and the lines of /metrics each of them moves. Asked of a kube-apiserver they make
 * test/http/request-metrics.json (record-metrics.ts); asked of this server they must move the same lines.
 */
import { request as httpsRequest } from "node:https";
import { ask, type Cluster, type Question } from "./client.js";

export interface MetricStep extends Question {
  /** Lines with this text belong to the step; default: those of pod templates, which nobody else is likely to use. */
  readonly about?: string;
  /** Stays open while the long-running requests are read. */
  readonly open?: true;
  /** Makes a state only. */
  readonly silent?: true;
}

const templates = "/api/v1/namespaces/NS/podtemplates";
const merge = { "Content-Type": "application/merge-patch+json" };
const apply = { "Content-Type": "application/apply-patch+yaml" };
const table = { Accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
const webSocket = {
  ...{ Connection: "Upgrade", Upgrade: "websocket", Origin: "http://example.test" },
  ...{ "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==" },
};
const spec = { spec: { containers: [{ name: "c", image: "i" }] } };
const one = JSON.stringify({ metadata: { name: "a" }, template: spec });
const configuration = JSON.stringify({ apiVersion: "v1", kind: "PodTemplate", metadata: { labels: { a: "b" } } });
const labels = '{"metadata":{"labels":{"c":"d"}}}';

const get = (path: string, more: Omit<Partial<MetricStep>, "path"> = {}): MetricStep => ({
  method: "GET",
  path,
  ...more,
});
const open = (path: string, headers?: Question["headers"]): MetricStep =>
  get(path, headers === undefined ? { open: true } : { open: true, headers });
const post = (path: string, body: string, about?: string): MetricStep => {
  const step = { method: "POST", path, body };
  return about === undefined ? step : { ...step, about };
};
const patch = (query: string, body: string, headers: Question["headers"] = merge): MetricStep => ({
  ...{ method: "PATCH", path: `${templates}/a${query}`, body },
  headers: headers ?? {},
});

const writes: readonly MetricStep[] = [
  post(templates, one),
  post(templates, one),
  post(`${templates}?dryRun=All`, JSON.stringify({ metadata: { name: "b" }, template: spec })),
  post(`${templates}?dryRun=All&dryRun=All`, "{"),
  post(`${templates}?dryRun=x`, one),
  post(`${templates}?dryRun=&dryRun=All`, one),
  post(`${templates}/a`, one),
  post("/api/v1/podtemplates", one),
  { method: "PUT", path: `${templates}/a?dryRun=All`, body: one },
  { method: "PUT", path: templates, body: one },
  patch("", labels),
  patch("?dryRun=All", labels),
  patch("", labels, { "Content-Type": "text/plain" }),
  patch("?fieldManager=m", configuration, apply),
  patch("?fieldManager=m&dryRun=All", configuration, apply),
  patch("?fieldManager=m", configuration, { "Content-Type": "application/apply-patch+yaml; charset=utf-8" }),
];

const reads: readonly MetricStep[] = [
  get(`${templates}/a`),
  get(`${templates}/none`),
  get(`${templates}/a?watch=1`),
  get(`${templates}/a?watch=0`),
  { method: "HEAD", path: `${templates}/a` },
  { method: "FOO", path: `${templates}/a` },
  get(templates),
  get("/api/v1/podtemplates?limit=1"),
  get(`${templates}?fieldSelector=metadata.name%3Da`),
  get(`${templates}?watch=0`),
  get(`${templates}?limit=x`),
  get(`${templates}?watch=1&resourceVersion=x`),
  get(templates, { headers: table }),
  get(templates, { headers: { Accept: "text/html" } }),
  get(templates, { headers: { Authorization: "Bearer wrong" } }),
  get(`${templates}?timeout=x`),
  get(`${templates}/a/nothing`),
];

const watches: readonly MetricStep[] = [
  open(`${templates}?watch=1`),
  open("/api/v1/podtemplates?watch=true"),
  open(`${templates}?watch=1&fieldSelector=metadata.name%3Da`),
  open(`${templates}?watch=1&fieldSelector=metadata.name!%3Da`),
  open("/api/v1/watch/podtemplates"),
  open("/api/v1/watch/namespaces/NS/podtemplates"),
  open("/api/v1/watch/namespaces/NS/podtemplates/a"),
  open(`${templates}?watch=1`, webSocket),
  open(`${templates}?watch=1`, { ...webSocket, Origin: "" }),
];

const others: readonly MetricStep[] = [
  get("/api/v1/namespaces/NS/replicationcontrollers/none/scale", { about: "replicationcontrollers" }),
  get("/api/v1/namespaces/NS/pods/none/log", { about: 'subresource="log"' }),
  post("/api/v1/namespaces/NS/pods/none/eviction", '{"metadata":{"name":"none"}}', 'subresource="eviction"'),
  post("/api/v1/namespaces/NS/bindings", '{"metadata":{"name":"none"},"target":{"name":"n"}}', "bindings"),
  post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}", "selfsubjectreviews"),
  get("/readyz/ping", { about: 'subresource="/readyz/' }),
  get("/livez?verbose", { about: "/livez" }),
  get("/openapi/v3/apis/storage.k8s.io/v1", { about: "openapi/v3/" }),
  get("/openapi/v2", { about: "openapi/v2" }),
  get("/version", { about: "version=" }),
  get("/nothing", { about: "nothing" }),
  { method: "DELETE", path: `${templates}/a?dryRun=All` },
  { method: "DELETE", path: `${templates}/none` },
  { method: "DELETE", path: `${templates}?dryRun=All` },
  { method: "DELETE", path: templates },
];

export const metricSteps: readonly MetricStep[] = [...writes, ...reads, ...watches, ...others].map((step) =>
  step.path === "/version" ? { ...step, about: 'subresource="/version"' } : step,
);

const families = [
  "request_total",
  "request_duration_seconds_count",
  "request_sli_duration_seconds_count",
  "response_sizes_count",
  "request_terminations_total",
];
const counted = new RegExp(`^apiserver_(${families.join("|")})\\{(.*)\\} (\\S+)$`);
const gauge = /^apiserver_(longrunning_requests)\{(.*)\} (\S+)$/;

/** The lines a step moved, each with by how much; those of open requests begin with `longrunning_requests`. */
export async function movedLines(
  cluster: Cluster,
  step: MetricStep,
  /** Called again while it answers true: the lines are what it wants, or it gave up. */
  settled: (lines: readonly string[]) => Promise<boolean>,
): Promise<readonly string[]> {
  const about = step.about ?? 'resource="podtemplates"';
  const before = await scrape(cluster, about);
  const gauges = step.open === true ? await whileOpen(cluster, step, about) : await answered(cluster, step);
  for (;;) {
    const after = await scrape(cluster, about);
    const moved = difference(before, after, counted);
    const lines = [...gauges, ...moved].sort();
    if (await settled(lines)) return lines;
  }
}

async function answered(cluster: Cluster, step: MetricStep): Promise<readonly string[]> {
  await ask(cluster, step);
  return [];
}

async function whileOpen(cluster: Cluster, step: MetricStep, about: string): Promise<readonly string[]> {
  const before = await scrape(cluster, about);
  const { hostname, port } = new URL(cluster.server);
  const headers = Object.entries(step.headers ?? {}).filter(([, value]) => value !== "");
  const sent = httpsRequest({
    ...{ hostname, port, path: step.path, rejectUnauthorized: false, agent: false },
    headers: { ...Object.fromEntries(headers), Authorization: `Bearer ${cluster.token}` } as Record<string, string>,
  });
  const cut = await new Promise<() => void>((resolve, reject) => {
    sent.on("error", reject);
    sent.on("upgrade", (_answer, socket) => resolve(() => socket.destroy()));
    sent.on("response", (answer) => {
      answer.on("error", () => {});
      answer.resume();
      resolve(() => answer.destroy());
    });
    sent.end();
  });
  const gauges = difference(before, await scrape(cluster, about), gauge);
  cut();
  return gauges;
}

async function scrape(cluster: Cluster, about: string): Promise<readonly string[]> {
  const { body } = await ask(cluster, { method: "GET", path: "/metrics" });
  return body.split("\n").filter((line) => line.includes(about));
}

function difference(before: readonly string[], after: readonly string[], wanted: RegExp): readonly string[] {
  const known = valuesOf(before, wanted);
  return [...valuesOf(after, wanted)].flatMap(([series, value]) => {
    const by = value - (known.get(series) ?? 0);
    return by === 0 ? [] : [`${series} ${by}`];
  });
}

function valuesOf(lines: readonly string[], wanted: RegExp): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const line of lines) {
    const [, family, all = "", value] = wanted.exec(line) ?? [];
    if (family === undefined) continue;
    const named = all.match(/\w+="[^"]*"/g)?.filter((label) => !label.endsWith('=""')) ?? [];
    values.set(`${family}{${named.sort().join(",")}}`, Number(value));
  }
  return values;
}
