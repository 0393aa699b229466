/**
 * Sends every case to two clusters and tells where the answers differ.
 *
 *   npm run compare -- --kubeconfig OURS --against THEIRS [--only TEXT] [--json]
 *
 * Exit code 1 when there is a difference that test/oracle/known-differences.ts does not explain.
 */
import { parseArgs } from "node:util";
import type { Case, Step } from "./case.js";
import { allCases } from "./cases/index.js";
import { ask, type Cluster, clusterOf, type Question } from "./client.js";
import { knownDifferences } from "./known-differences.js";
import { comparable, differences } from "./normalise.js";

export interface CaseResult {
  readonly name: string;
  readonly unexplained: readonly string[];
  readonly explained: readonly string[];
}

export async function compareAll(
  ours: Cluster,
  theirs: Cluster,
  cases: readonly Case[],
): Promise<readonly CaseResult[]> {
  const results: CaseResult[] = [];
  for (const [index, one] of cases.entries()) results.push(await compareCase(ours, theirs, { one, index }));
  return results;
}

async function compareCase(
  ours: Cluster,
  theirs: Cluster,
  { one, index }: { readonly one: Case; readonly index: number },
): Promise<CaseResult> {
  const namespace = `cmp-${process.pid}-${index}`;
  await both(ours, theirs, {
    method: "POST",
    path: "/api/v1/namespaces",
    body: JSON.stringify({ metadata: { name: namespace } }),
  });
  const unexplained: string[] = [];
  const explained: string[] = [];
  for (const [at, step] of one.steps.entries()) {
    const [left, right] = await both(ours, theirs, questionOf(step, namespace));
    if (step.silent === true) continue;
    for (const difference of differences(comparable(left), comparable(right))) {
      const line = `step ${at + 1} (${step.method} ${step.path})${difference}`;
      const known = knownDifferences.some(
        (entry) =>
          (typeof entry.case === "string" ? entry.case === one.name : entry.case.test(one.name)) &&
          entry.difference.test(line),
      );
      (known ? explained : unexplained).push(line);
    }
  }
  await both(ours, theirs, { method: "DELETE", path: `/api/v1/namespaces/${namespace}` });
  return { name: one.name, unexplained, explained };
}

function questionOf(step: Step, namespace: string): Question {
  const fill = (text: string): string => text.replaceAll("NS", namespace);
  const body =
    step.body === undefined ? undefined : typeof step.body === "string" ? step.body : JSON.stringify(step.body);
  return {
    method: step.method,
    path: fill(step.path),
    ...(body === undefined ? {} : { body: fill(body) }),
    ...(step.headers === undefined ? {} : { headers: step.headers }),
  };
}

function both(ours: Cluster, theirs: Cluster, question: Question) {
  return Promise.all([ask(ours, question), ask(theirs, question)]);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kubeconfig: { type: "string" },
      against: { type: "string" },
      only: { type: "string", default: "" },
      json: { type: "boolean", default: false },
    },
  });
  if (values.kubeconfig === undefined || values.against === undefined) {
    console.error("usage: npm run compare -- --kubeconfig OURS --against THEIRS [--only TEXT] [--json]");
    process.exit(2);
  }
  const cases = allCases.filter((one) => one.name.includes(values.only));
  const results = await compareAll(clusterOf(values.kubeconfig), clusterOf(values.against), cases);
  if (values.json) console.log(JSON.stringify(results, null, 2));
  else for (const { name, unexplained } of results) for (const line of unexplained) console.log(`${name}: ${line}`);
  const bad = results.filter(({ unexplained }) => unexplained.length > 0).length;
  console.error(`${results.length - bad} cases equal, ${bad} different`);
  process.exit(bad > 0 ? 1 : 0);
}

if (process.argv[1]?.endsWith("compare.js") === true) await main();
