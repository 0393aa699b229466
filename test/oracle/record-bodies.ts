/**
 * Records what a real kube-apiserver answers to the bodies of test/http/bodies, into answers.json beside them. Run by hand against an
 * empty server as record-kinds.ts wants one.
 *
 *   node dist/test/oracle/record-bodies.js <kubeconfig> [texts]
 *
 * `texts`: only raw-cases.ts and text-cases.ts, into text-answers.json.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { numberCases, patchedObjects } from "../http/bodies/number-cases.js";
import { rawCases, rawObjects, rawRemovals } from "../http/bodies/raw-cases.js";
import { type RecordedBodies, recordedNamespace, replay, send } from "../http/bodies/replay.js";
import { strictCases, strictObjects } from "../http/bodies/strict-cases.js";
import { textCases, textObjects, textRemovals } from "../http/bodies/text-cases.js";
import { repositoryRoot } from "../support/fixture.js";
import { type Ask, askerOf } from "./client.js";

const cluster = askerOf(process.argv[2] ?? "kubeconfig");
const asking: Ask = async (question) => {
  const { headers, ...reply } = await cluster(question);
  const { warning } = headers;
  // Node reads the bytes of headers as Latin-1.
  const text = warning === undefined ? undefined : Buffer.from(String(warning), "latin1").toString();
  return { ...reply, headers: { ...headers, warning: text } };
};
const namespace = JSON.stringify({ metadata: { name: recordedNamespace } });
await asking({ method: "POST", path: "/api/v1/namespaces", body: namespace });

const onlyTexts = process.argv[3] === "texts";
for (const object of onlyTexts ? [...rawObjects, ...textObjects] : [...patchedObjects, ...strictObjects])
  await send(asking, object);

const recorded: RecordedBodies[] = [];
for (const one of onlyTexts ? [...rawCases, ...textCases] : [...numberCases, ...strictCases])
  recorded.push(await replay(asking, one));
for (const object of onlyTexts ? [...rawRemovals, ...textRemovals] : []) await send(asking, object);
const file = `test/http/bodies/${onlyTexts ? "text-" : ""}answers.json`;
writeFileSync(join(repositoryRoot(), file), `${JSON.stringify(recorded)}\n`);
console.log(`${recorded.length} cases recorded; format the file with biome`);
process.exit(0);
