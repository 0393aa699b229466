/**
 * Records what a real kube-apiserver keeps of every field of every kind, into test/http/answers/kept-fields.json, and what its Tables
 * show of them, into shown-fields.json beside it. Run by hand against a server of its own, started so that nothing but the kinds
 * themselves acts on objects: every admission plugin but NamespaceLifecycle disabled, `--authorization-mode=AlwaysAllow`,
 * `--runtime-config=api/all=true` and the gates of test/support/everything-on.ts.
 *
 *   node dist/test/oracle/record-fields.js <kubeconfig>
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../support/fixture.js";
import { kindsServed } from "./cases/kinds.js";
import { cellProbes, cellsOf, type KindCells } from "./fields/cells.js";
import { fatesOf, type KindFates } from "./fields/fates.js";
import { probeKind } from "./fields/probe.js";
import { besideThisServer, sideOf } from "./sides.js";

const theirs = await sideOf(process.argv[2] ?? "kubeconfig");
const { both, close } = await besideThisServer(theirs);
// Of some kinds what is deleted stays, so that the same cannot be made twice in one place.
const keptNamespace = "recorded-fields";
for (const name of [keptNamespace, cellProbes.namespace]) {
  await theirs.ask({ method: "POST", path: "/api/v1/namespaces", body: JSON.stringify({ metadata: { name } }) });
}
const kept: Record<string, KindFates> = {};
const shown: Record<string, KindCells> = {};
for (const kind of kindsServed(both.isServed)) {
  kept[kind.title] = fatesOf(await probeKind(theirs.ask, kind, { namespace: keptNamespace }));
  shown[kind.title] = cellsOf(await probeKind(theirs.ask, kind, cellProbes));
}
await close();
write("kept-fields", kept);
write("shown-fields", shown);
process.exit(0);

function write(name: string, recorded: Readonly<Record<string, unknown>>): void {
  const lines = Object.entries(recorded).map(([title, found]) => `${JSON.stringify(title)}:${JSON.stringify(found)}`);
  writeFileSync(join(repositoryRoot(), `test/http/answers/${name}.json`), `{\n${lines.join(",\n")}\n}\n`);
  console.log(`${name}: ${lines.length} kinds recorded`);
}
