/**
 * Asks a running kube-apiserver what it reads in the texts of test/unit/meta/answers/yaml-forms.json, and writes its answers beside them:
 * what the member `data` became and what it warned of, or what was wrong. The texts are ControllerRevisions, whose data may be anything.
 *
 *   ORACLE_KUBECONFIG=… node dist/test/oracle/record-yaml-forms.js
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readFixture, repositoryRoot } from "../support/fixture.js";
import { askerOf } from "./client.js";

const kubeconfig = process.env.ORACLE_KUBECONFIG;
if (kubeconfig === undefined) throw new Error("set ORACLE_KUBECONFIG to the kubeconfig of the server to ask");
const ask = askerOf(kubeconfig);
const fixture = "test/unit/meta/answers/yaml-forms.json";
const recorded: string[] = [];
for (const [text] of readFixture<readonly [string, unknown][]>(fixture)) {
  const { status, headers, body } = await ask({
    method: "POST",
    path: "/apis/apps/v1/namespaces/default/controllerrevisions?dryRun=All",
    headers: { "Content-Type": "application/yaml" },
    body: text,
  });
  recorded.push(JSON.stringify([text, outcome(status, body, [headers.warning ?? []].flat().join(", "))]));
}
writeFileSync(join(repositoryRoot(), fixture), `[\n${recorded.join(",\n")}\n]\n`);
process.exit(0);

/** 422: it was read, and means nothing. */
function outcome(status: number, body: string, warning: string): object {
  const { data, message = "" } = JSON.parse(body) as { readonly data?: unknown; readonly message?: string };
  if (status === 422) return { read: true };
  if (status === 400) return { error: message.replace(/^the object .*?\): | \((?:[0-9a-f]{6}|\{).*$/gs, "") };
  const duplicates = [...warning.matchAll(/line \d+: key \\"[^"]*\\" already set in map/g)].map(([one]) =>
    one.replaceAll("\\", ""),
  );
  return { data, duplicates };
}
