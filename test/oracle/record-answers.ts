/**
 * Records what a running kube-apiserver answers to the telling cases below, into test/http/answers/<topic>.json: facts in the form
 * comparisons have them, without anyone's texts of description. test/http/answers.test.ts holds this server to them everywhere.
 *
 *   ORACLE_KUBECONFIG=… node dist/test/oracle/record-answers.js [TOPIC…]
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadCbor } from "../../src/meta/cbor/cbor.js";
import { repositoryRoot } from "../support/fixture.js";
import { cborCases } from "./cases/cbor.js";
import { allCases } from "./cases/index.js";
import { askerOf } from "./client.js";
import { comparable } from "./normalise.js";
import { answersOf } from "./run-cases.js";
import { tellingCases } from "./telling-cases.js";
import { flagsOf, tellingForms } from "./telling-forms.js";

const kubeconfig = process.env.ORACLE_KUBECONFIG;
if (kubeconfig === undefined) throw new Error("set ORACLE_KUBECONFIG to the kubeconfig of the server to ask");
const theirs = askerOf(kubeconfig);
const folder = join(repositoryRoot(), "test/http/answers");
mkdirSync(folder, { recursive: true });
const wanted = process.argv.slice(2);
await loadCbor();
for (const [topic, names] of Object.entries({ ...tellingCases, ...tellingForms })) {
  if (wanted.length > 0 ? !wanted.includes(topic) : flagsOf(topic).length > 0) continue;
  const recorded: Record<string, unknown> = {};
  for (const name of names) {
    const one = [...allCases, ...cborCases].find((candidate) => candidate.name === name);
    if (one === undefined) throw new Error(`no case is named ${name}`);
    const replies = await answersOf(theirs, one, "recorded");
    recorded[name] = replies.map((reply, at) => (one.steps[at]?.silent === true ? null : comparable(reply)));
  }
  writeFileSync(join(folder, `${topic}.json`), `${JSON.stringify(recorded, null, 1)}\n`);
}
process.exit(0);
