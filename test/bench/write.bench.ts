/**
 * Processor time of a write from its request to its answer, without sockets: the whole server in this process, 32 requests under way.
 * Run by hand: node dist/test/bench/write.bench.js [create|patch|…]. The lowest tenth of many short rounds is what to compare: it is
 * hardly touched by what else the machine does.
 */
import { groups } from "../../src/generated/index.js";
import { injectWhole } from "../../src/http/inject.js";
import { startTestServer } from "../../src/server/testing.js";
import { configMap, deployment, pod } from "./server/objects.js";

const atOnce = 32;
const roundRequests = atOnce * 10;
const rounds = 150;
const warmRounds = 40;

const namespace = "/api/v1/namespaces/default";
const deployments = "/apis/apps/v1/namespaces/default/deployments";

interface Ask {
  readonly method: string;
  readonly url: string;
  readonly type: string;
  readonly body: string;
}

/** `slot`: which of the requests under way; `n` counts all. */
type Make = (slot: number, n: number) => Ask;

const json = "application/json";
const loads: Readonly<Record<string, Make>> = {
  create: (_slot, n) => post(`${namespace}/configmaps`, configMap(`made-${n}`)),
  createpod: (_slot, n) => post(`${namespace}/pods`, pod(`made-${n}`)),
  createdeployment: (_slot, n) => post(deployments, deployment(`made-${n}`)),
  put: (slot, n) => ({
    method: "PUT",
    url: `${namespace}/configmaps/kept-${slot}`,
    type: json,
    body: configMap(`kept-${slot}`, { n: String(n) }),
  }),
  patch: (slot, n) =>
    patch(`${namespace}/configmaps/kept-${slot}`, "merge-patch+json", { metadata: { labels: { n: String(n) } } }),
  strategic: (slot, n) =>
    patch(`${namespace}/pods/kept-${slot}`, "strategic-merge-patch+json", {
      metadata: { labels: { n: String(n) } },
      spec: { containers: [{ name: "web", image: `registry.example/web:1.2.${n}` }] },
    }),
  apply: (slot) => apply(slot, "applied"),
  applylabel: (slot, n) => apply(slot, `n${n}`),
};

const wanted = process.argv.slice(2);
const server = await startTestServer({ groups });
let count = 0;
for (const path of [`${namespace}/serviceaccounts`]) {
  await send(post(path, JSON.stringify({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" } })));
}
for (let slot = 0; slot < atOnce; slot++) {
  await send(post(`${namespace}/configmaps`, configMap(`kept-${slot}`)));
  await send(post(`${namespace}/pods`, pod(`kept-${slot}`)));
}
for (const [name, make] of Object.entries(loads)) {
  if (wanted.length === 0 || wanted.includes(name)) await measure(name, make);
}
await server.close();

async function measure(name: string, make: Make): Promise<void> {
  const costs: number[] = [];
  for (let round = 0; round < warmRounds + rounds; round++) {
    const before = process.cpuUsage();
    await Promise.all(Array.from({ length: atOnce }, (_, slot) => drive(slot, make)));
    const { user, system } = process.cpuUsage(before);
    if (round >= warmRounds) costs.push((user + system) / roundRequests);
  }
  costs.sort((a, b) => a - b);
  const at = (share: number): string => (costs[Math.floor(costs.length * share)] ?? 0).toFixed(1);
  console.log(`${name}: ${at(0.1)} µs of processor time (median ${at(0.5)})`);
}

async function drive(slot: number, make: Make): Promise<void> {
  for (let done = 0; done < roundRequests / atOnce; done++) await send(make(slot, ++count));
}

async function send({ method, url, type, body }: Ask): Promise<void> {
  const answer = await injectWhole(server.handler, { method, url, headers: ["Content-Type", type], body });
  if (answer.status >= 300 && answer.status !== 409) throw new Error(`${answer.status} ${answer.body}`);
}

function post(url: string, body: string): Ask {
  return { method: "POST", url, type: json, body };
}

function patch(url: string, type: string, body: object): Ask {
  return { method: "PATCH", url, type: `application/${type}`, body: JSON.stringify(body) };
}

function apply(slot: number, label: string): Ask {
  const name = `applied-${slot}`;
  const url = `${deployments}/${name}?fieldManager=bench&force=true`;
  return { method: "PATCH", url, type: "application/apply-patch+yaml", body: deployment(name, { n: label }) };
}
