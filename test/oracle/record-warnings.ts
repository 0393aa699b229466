/**
 * Records the warnings a real kube-apiserver answers to the scenarios of test/http/warnings, into answers.json beside them. Run by hand
 * against an empty server as record-kinds.ts wants one.
 *
 *   node dist/test/oracle/record-warnings.js <kubeconfig>
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type RecordedWarnings, recordedNamespace, replay } from "../http/warnings/replay.js";
import { scenarios } from "../http/warnings/scenarios.js";
import { repositoryRoot } from "../support/fixture.js";
import { ask, clusterOf } from "./client.js";

const cluster = clusterOf(process.argv[2] ?? "kubeconfig");
const namespace = JSON.stringify({ metadata: { name: recordedNamespace } });
await ask(cluster, { method: "POST", path: "/api/v1/namespaces", body: namespace });

const recorded: RecordedWarnings[] = [];
for (const scenario of scenarios) {
  recorded.push(
    await replay(async (question) => {
      const reply = await ask(cluster, question);
      // Node reads the bytes of headers as Latin-1.
      const warning = Buffer.from(`${reply.headers.warning ?? ""}`, "latin1").toString();
      return { ...reply, headers: { ...reply.headers, warning: warning === "" ? undefined : warning } };
    }, scenario),
  );
}
const file = join(repositoryRoot(), "test/http/warnings/answers.json");
writeFileSync(file, `${JSON.stringify(recorded)}\n`);
console.log(`${recorded.length} scenarios recorded; format the file with biome`);
process.exit(0);
