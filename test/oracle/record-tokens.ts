/**
 * Records what a real kube-apiserver answers in the scenes of test/http/tokens, into answers.json beside them. It starts one for itself,
 * with the flags the scenes want. Run by hand, with an etcd that is nobody else's.
 *
 *   node dist/test/oracle/record-tokens.js <kube-apiserver> <etcd URL>
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { makeKeys, type Note, sceneFlags, tokenBench } from "../http/tokens/bench.js";
import { scenes } from "../http/tokens/scenes.js";
import { repositoryRoot } from "../support/fixture.js";
import { ask, type Cluster } from "./client.js";

const [program = "kube-apiserver", etcd = "http://127.0.0.1:2379"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "apiserver-tokens-"));
const keys = makeKeys(folder);
writeFileSync(join(folder, "tokens.csv"), 'admin-token,admin,admin-uid,"system:masters"\n');
const port = 38445;
const child = spawn(
  program,
  [
    `--etcd-servers=${etcd}`,
    `--etcd-prefix=/${Date.now()}`,
    `--secure-port=${port}`,
    "--bind-address=127.0.0.1",
    `--cert-dir=${folder}`,
    `--token-auth-file=${join(folder, "tokens.csv")}`,
    "--authorization-mode=AlwaysAllow",
    "--service-cluster-ip-range=10.0.0.0/16",
    ...sceneFlags(folder),
  ],
  { stdio: "ignore" },
);
const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
const cluster: Cluster = { server: `https://127.0.0.1:${port}`, token: "admin-token", agent };
const isReady = (): Promise<boolean> =>
  ask(cluster, { method: "GET", path: "/readyz" }).then(
    ({ status }) => status === 200,
    () => false,
  );
for (let tries = 0; tries < 100 && !(await isReady()); tries++) await wait(200);

const recorded: Record<string, readonly Note[]> = {};
for (const [index, { name, play }] of scenes.entries()) {
  const namespace = `scene-${index}-${Date.now()}`;
  await ask(cluster, {
    method: "POST",
    path: "/api/v1/namespaces",
    body: JSON.stringify({ metadata: { name: namespace } }),
  });
  const settle = (): Promise<void> => wait(1500);
  // Pods want their namespace's default account, which another program would make.
  const bench = tokenBench({ ask: (question) => ask(cluster, question), keys, namespace, settle });
  await bench.quietly("POST", `/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name: "default" } });
  await play(bench);
  recorded[name] = bench.notes;
}
child.kill("SIGKILL");
rmSync(folder, { recursive: true });
writeFileSync(join(repositoryRoot(), "test/http/tokens/answers.json"), `${JSON.stringify(recorded)}\n`);
console.log(`${Object.values(recorded).flat().length} answers recorded; format the file with biome`);
process.exit(0);
