/**
 * Records what a real kube-apiserver answers to the bodies of test/http/numbers, into answers.json beside them. Run by hand against an
 * empty server as record-kinds.ts wants one.
 *
 *   node dist/test/oracle/record-numbers.js <kubeconfig>
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { numberCases, patchedObjects } from "../http/numbers/cases.js";
import { type RecordedNumbers, recordedNamespace, replay, send } from "../http/numbers/replay.js";
import { repositoryRoot } from "../support/fixture.js";
import { askerOf } from "./client.js";

const asking = askerOf(process.argv[2] ?? "kubeconfig");
const namespace = JSON.stringify({ metadata: { name: recordedNamespace } });
await asking({ method: "POST", path: "/api/v1/namespaces", body: namespace });
for (const object of patchedObjects) await send(asking, object);

const recorded: RecordedNumbers[] = [];
for (const one of numberCases) recorded.push(await replay(asking, one));
writeFileSync(join(repositoryRoot(), "test/http/numbers/answers.json"), `${JSON.stringify(recorded)}\n`);
console.log(`${recorded.length} cases recorded; format the file with biome`);
process.exit(0);
