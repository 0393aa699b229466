/**
 * Random lives of a pod template, told to two servers at once: applies, forced or not, updates and patches by three managers. The answers
 * (object, record of ownership, refusals word by word) must be the same. What the first server refuses for rules of validation ends a life.
 *
 *   node dist/test/oracle/fuzz-apply.js <kubeconfig of a kube-apiserver> <kubeconfig of this server> [seed] [lives]
 */
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../../src/meta/schema.js";
import { comparable, type StepAnswer } from "../support/apply/scenario.js";
import { ask, type Cluster, clusterOf } from "./client.js";
import { type Move, RandomLife } from "./random-life.js";

const [realConfig = "", ourConfig = "", seed = "1", lives = "50"] = process.argv.slice(2);
const [real, ours] = [clusterOf(realConfig), clusterOf(ourConfig)];
const movesPerLife = 14;
const random = new RandomLife(Number(seed));
let moves = 0;
let different = 0;

for (let life = 0; life < Number(lives); life++) {
  const namespace = `fuzz-apply-${process.pid}-${life}`;
  const body = JSON.stringify({ metadata: { name: namespace } });
  await Promise.all([real, ours].map((cluster) => ask(cluster, { method: "POST", path: "/api/v1/namespaces", body })));
  if (!(await live(namespace))) different += 1;
  await Promise.all(
    [real, ours].map((cluster) => ask(cluster, { method: "DELETE", path: `/api/v1/namespaces/${namespace}` })),
  );
}
console.log(`${lives} lives, ${moves} moves, ${different} lives that came apart (seed ${seed})`);
process.exitCode = different === 0 ? 0 : 1;

async function live(namespace: string): Promise<boolean> {
  const told: string[] = [];
  for (let at = 0; at < movesPerLife; at++) {
    const move = at === 0 ? random.birth(namespace) : random.move(namespace);
    told.push(`${move.method} ${move.path} ${move.body}`);
    const [expected, actual] = await Promise.all([take(real, move), take(ours, move)]);
    moves += 1;
    if (expected.code === 422 && actual.code < 300) return true;
    if (isDeepStrictEqual(settled(expected), settled(actual))) continue;
    console.log([...told, JSON.stringify(expected), JSON.stringify(actual), ""].join("\n"));
    return false;
  }
  return true;
}

async function take(cluster: Cluster, { method, path, body, contentType }: Move): Promise<StepAnswer> {
  const headers = { "Content-Type": contentType };
  const { status, body: answer } = await ask(cluster, { method, path, body, headers });
  return comparable(status, JSON.parse(answer) as unknown, undefined);
}

/** Generations are counted by kinds that have them; this one has none. */
function settled({ object, ...answer }: StepAnswer): unknown {
  const { generation: _, ...metadata } = (object?.metadata ?? {}) as JsonObject;
  return { ...answer, object: { ...object, metadata } };
}
