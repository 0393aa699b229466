/**
 * Random requests to two servers, as `compare.ts` has them side by side; prints the shortest sequence behind each difference.
 *
 *   node dist/test/oracle/fuzz-requests.js --kubeconfig FILE [--against FILE] [--seed N] [--sequences N] [--only KIND]
 */
import { parseArgs } from "node:util";
import { fuzz } from "./random/fuzz.js";
import { openSides } from "./sides.js";

const { values } = parseArgs({
  options: {
    kubeconfig: { type: "string", default: "kubeconfig" },
    against: { type: "string" },
    seed: { type: "string", default: "1" },
    sequences: { type: "string", default: "100" },
    only: { type: "string", default: "" },
  },
});
const sides = await openSides(values.kubeconfig, values.against);
try {
  const { requests, different } = await fuzz(sides, {
    seed: Number(values.seed),
    sequences: Number(values.sequences),
    only: values.only,
    onFound: (seed, title, { draws, lines }) => {
      const sent = draws.map((draw, at) => `  ${at + 1} ${JSON.stringify(draw)}`);
      console.log([`seed ${seed}, ${title}`, ...sent, ...lines.map((line) => `  ${line}`), ""].join("\n"));
    },
  });
  console.log(`${values.sequences} sequences, ${requests} requests, ${different} different`);
  process.exitCode = different === 0 ? 0 : 1;
} finally {
  await sides.close();
}
