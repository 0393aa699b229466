/**
 * Records which lines of a running kube-apiserver's /metrics each of metric-steps.ts moves, into test/http/request-metrics.json.
 *
 *   ORACLE_KUBECONFIG=… node dist/test/oracle/record-metrics.js
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { repositoryRoot } from "../support/fixture.js";
import { ask, clusterOf } from "./client.js";
import { metricSteps, movedLines } from "./metric-steps.js";

/** Until the last of a request's lines has moved. */
const settleMs = 400;

const kubeconfig = process.env.ORACLE_KUBECONFIG;
if (kubeconfig === undefined) throw new Error("set ORACLE_KUBECONFIG to the kubeconfig of the server to ask");
const cluster = clusterOf(kubeconfig);
const namespace = `metrics-${process.pid}`;
const path = "/api/v1/namespaces";
await ask(cluster, { method: "POST", path, body: JSON.stringify({ metadata: { name: namespace } }) });
const recorded: (readonly string[])[] = [];
for (const step of metricSteps) {
  let seen = "";
  let asked = 0;
  const lines = await movedLines(cluster, { ...step, path: step.path.replace("NS", namespace) }, async (now) => {
    const same = asked++ > 0 && seen === now.join("\n");
    seen = now.join("\n");
    if (!same) await delay(settleMs);
    return same;
  });
  recorded.push(lines);
}
await ask(cluster, { method: "DELETE", path: `${path}/${namespace}` });
const steps = metricSteps.map((step, at) => [`${step.method} ${step.path}`, recorded[at]]);
writeFileSync(join(repositoryRoot(), "test/http/request-metrics.json"), `${JSON.stringify(steps, null, 1)}\n`);
process.exit(0);
