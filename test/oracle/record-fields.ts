/**
 * Records what a real kube-apiserver keeps of every field of every kind, into test/http/answers/kept-fields.json. Run by hand against a
 * server of its own, started so that nothing but the kinds themselves acts on objects: every admission plugin but NamespaceLifecycle
 * disabled, `--authorization-mode=AlwaysAllow`, `--runtime-config=api/all=true` and the gates of test/support/everything-on.ts.
 *
 *   node dist/test/oracle/record-fields.js <kubeconfig>
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../support/fixture.js";
import { kindsServed } from "./cases/kinds.js";
import { fatesOf, type KindFates } from "./fields/fates.js";
import { probeKind } from "./fields/probe.js";
import { besideThisServer, sideOf } from "./sides.js";

const theirs = await sideOf(process.argv[2] ?? "kubeconfig");
const { both, close } = await besideThisServer(theirs);
const namespace = "recorded-fields";
await theirs.ask({
  method: "POST",
  path: "/api/v1/namespaces",
  body: JSON.stringify({ metadata: { name: namespace } }),
});
const recorded: Record<string, KindFates> = {};
for (const kind of kindsServed(both.isServed)) {
  recorded[kind.title] = fatesOf(await probeKind(theirs.ask, kind, namespace));
}
await close();
const file = join(repositoryRoot(), "test/http/answers/kept-fields.json");
const lines = Object.entries(recorded).map(([title, fates]) => `${JSON.stringify(title)}:${JSON.stringify(fates)}`);
writeFileSync(file, `{\n${lines.join(",\n")}\n}\n`);
console.log(`${lines.length} kinds recorded`);
process.exit(0);
