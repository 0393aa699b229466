/**
 * Sends every case to two clusters and tells where the answers differ.
 *
 *   npm run compare -- --kubeconfig OURS --against THEIRS [--only TEXT] [--json]
 *
 * Exit code 1 when there is a difference that test/oracle/known-differences.ts does not explain.
 */
import { parseArgs } from "node:util";
import { allCases } from "./cases/index.js";
import { askerOf } from "./client.js";
import { compareAll } from "./run-cases.js";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kubeconfig: { type: "string" },
      against: { type: "string" },
      only: { type: "string", default: "" },
      json: { type: "boolean", default: false },
      explained: { type: "boolean", default: false },
    },
  });
  if (values.kubeconfig === undefined || values.against === undefined) {
    console.error("usage: npm run compare -- --kubeconfig OURS --against THEIRS [--only TEXT] [--json] [--explained]");
    process.exit(2);
  }
  const cases = allCases.filter((one) => one.name.includes(values.only));
  const clusters = { ours: askerOf(values.kubeconfig), theirs: askerOf(values.against) };
  const results = await compareAll(clusters, cases);
  if (values.json) console.log(JSON.stringify(results, null, 2));
  else {
    for (const { name, unexplained, explained } of results) {
      for (const line of unexplained) console.log(`${name}: ${line}`);
      if (values.explained) for (const line of explained) console.log(`(known) ${name}: ${line}`);
    }
  }
  const bad = results.filter(({ unexplained }) => unexplained.length > 0).length;
  const known = results.filter(({ explained }) => explained.length > 0).length;
  console.error(`${results.length - bad} cases equal (${known} with known differences), ${bad} different`);
  process.exit(bad > 0 ? 1 : 0);
}

await main();
