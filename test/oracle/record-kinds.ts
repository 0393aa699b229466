/**
 * Records what a real kube-apiserver answers to the scenarios of test/unit/kinds, into answers.json beside them. Run by hand against
 * an empty server of its own, started so that nothing but the kinds themselves acts on objects: `--authorization-mode=AlwaysAllow`,
 * `--runtime-config=api/all=true`,
 * every admission plugin but NamespaceLifecycle disabled, a token for a user `admin` without uid in group system:masters.
 *
 *   node dist/test/oracle/record-kinds.js <kubeconfig>
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../support/fixture.js";
import { type Recorded, recordedNamespace, replay } from "../unit/kinds/replay.js";
import { scenarios } from "../unit/kinds/scenarios.js";
import { ask, clusterOf } from "./client.js";

const cluster = clusterOf(process.argv[2] ?? "kubeconfig");
const namespace = JSON.stringify({ metadata: { name: recordedNamespace } });
await ask(cluster, { method: "POST", path: "/api/v1/namespaces", body: namespace });

const recorded: Recorded[] = [];
for (const scenario of scenarios) recorded.push(await replay((question) => ask(cluster, question), scenario));
const file = join(repositoryRoot(), "test/unit/kinds/answers.json");
writeFileSync(file, `${JSON.stringify(recorded)}\n`);
console.log(`${recorded.length} scenarios recorded; format the file with biome`);
