/**
 * Sends every case to two servers and tells where the answers differ: a user's proof of compatibility.
 *
 *   npm run compare -- --kubeconfig FILE                  a cluster with this server, started in this process to serve the same versions
 *   npm run compare -- --kubeconfig FILE --against FILE   two clusters; the second is the one to be like
 *   npm run compare -- --kubeconfig FILE --random 100     random requests instead of the table, 100 sequences of them
 *
 * It makes and removes namespaces and objects in the clusters it is pointed at. Exit codes: 0 equal but for known differences, 1 there is a
 * difference that test/oracle/known-differences.ts does not explain, 2 wrong usage, 3 a server cannot be asked.
 */
import { parseArgs } from "node:util";
import { casesFor } from "./cases/index.js";
import { unneeded } from "./known-differences.js";
import { fuzz } from "./random/fuzz.js";
import { type CaseResult, compareAll } from "./run-cases.js";
import { onlyIn, type Served } from "./served.js";
import { openSides, type Side, type Sides } from "./sides.js";

const usage = `usage: npm run compare -- --kubeconfig FILE [--against FILE] [--only TEXT] [--json] [--explained] [--random N [--seed N]]

  --kubeconfig FILE   the cluster to compare: with this server, or with --against
  --against FILE      the cluster that is right where they differ
  --only TEXT         only cases whose names contain this
  --json              results as JSON on standard output
  --explained         known differences too, marked (known)
  --random N          instead of the cases, N random sequences of requests; of each that is answered differently the shortest form
  --seed N            where the random sequences begin; the seed of one makes it again with --random 1`;

const exitCodes = { equal: 0, different: 1, usage: 2, unreachable: 3 } as const;

interface Flags {
  readonly kubeconfig: string;
  readonly against: string | undefined;
  readonly only: string;
  readonly json: boolean;
  readonly explained: boolean;
  /** Sequences; undefined: the table. */
  readonly random: string | undefined;
  readonly seed: string;
}

function readFlags(): Flags {
  try {
    const { values } = parseArgs({
      options: {
        kubeconfig: { type: "string" },
        against: { type: "string" },
        only: { type: "string", default: "" },
        json: { type: "boolean", default: false },
        explained: { type: "boolean", default: false },
        random: { type: "string" },
        seed: { type: "string", default: "1" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const { help, kubeconfig, against, random, ...rest } = values;
    if (help) exit(exitCodes.equal, usage);
    if (kubeconfig !== undefined) return { kubeconfig, against, random, ...rest };
  } catch (error) {
    exit(exitCodes.usage, `${(error as Error).message}\n${usage}`);
  }
  return exit(exitCodes.usage, usage);
}

function exit(code: number, text: string): never {
  console.error(text);
  process.exit(code);
}

async function main(): Promise<number> {
  const flags = readFlags();
  const opened = await openSides(flags.kubeconfig, flags.against).catch((error: unknown) =>
    exit(exitCodes.unreachable, `error: ${(error as Error).message}`),
  );
  const { ours, theirs, both } = opened;
  try {
    console.error(`ours    ${described(ours)}\ntheirs  ${described(theirs)}`);
    if (flags.random !== undefined) return await askAtRandom(opened, flags, Number(flags.random));
    const missing = [...lines("only ours serves", ours, theirs), ...lines("only theirs serves", theirs, ours)];
    const cases = casesFor(both).filter(({ name }) => name.includes(flags.only) && opened.mayAsk(name));
    const results = await compareAll({ ours: ours.ask, theirs: theirs.ask }, cases, progress(cases.length));
    report(flags, results, missing);
    return results.some(({ unexplained }) => unexplained.length > 0) ? exitCodes.different : exitCodes.equal;
  } finally {
    await opened.close();
  }
}

/** Every sequence that comes apart is shown in its shortest form, each request as a line that can be sent again. */
async function askAtRandom(sides: Sides, { seed, only }: Flags, sequences: number): Promise<number> {
  const { requests, different } = await fuzz(sides, {
    seed: Number(seed),
    sequences,
    only,
    onFound: (own, title, { draws, lines: found }) => {
      const sent = draws.map((draw, at) => `  ${at + 1} ${JSON.stringify(draw)}`);
      console.log([`seed ${own}, ${title}`, ...sent, ...found.map((line) => `  ${line}`), ""].join("\n"));
    },
  });
  console.error(`${sequences} sequences, ${requests} requests, ${different} sequences answered differently`);
  return different === 0 ? exitCodes.equal : exitCodes.different;
}

function described({ name, served }: Side): string {
  return `${name} (${served.version}, ${served.resources.size} resources${served.cbor ? ", CBOR" : ""})`;
}

function lines(says: string, one: { readonly served: Served }, other: { readonly served: Served }): readonly string[] {
  const only = onlyIn(one.served, other.served);
  return only.length === 0 ? [] : [`${says}: ${only.join(", ")}`];
}

/** One line that is written over, where somebody looks. */
function progress(count: number): (done: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  return (done) => process.stderr.write(done === count ? "\r\u001b[K" : `\r${done} of ${count} cases`);
}

function report(flags: Flags, results: readonly CaseResult[], missing: readonly string[]): void {
  // A part of the table says nothing of entries about all cases.
  const idle = flags.only === "" ? unneeded(results).map(({ pattern, reason }) => `${pattern} (${reason})`) : [];
  if (flags.json) console.log(JSON.stringify({ notServedByBoth: missing, results, unneeded: idle }, null, 2));
  else {
    for (const { name, unexplained, explained } of results) {
      for (const line of unexplained) console.log(`${name}: ${line}`);
      if (flags.explained) for (const line of explained) console.log(`(known) ${name}: ${line}`);
    }
  }
  for (const line of missing) console.error(line);
  for (const entry of idle) console.error(`a known difference no case needed: ${entry}`);
  const different = results.filter(({ unexplained }) => unexplained.length > 0);
  const known = results.filter(({ unexplained, explained }) => unexplained.length === 0 && explained.length > 0);
  const found = different.reduce((sum, { unexplained }) => sum + unexplained.length, 0);
  console.error(
    [
      `${results.length} cases compared`,
      `${results.length - different.length - known.length} equal`,
      `${known.length} with known differences only`,
      `${different.length} different (${found} differences)`,
    ].join(", "),
  );
}

process.exit(await main());
