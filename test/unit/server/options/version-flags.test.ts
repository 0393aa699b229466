/**
 * Flags about API versions: what a kube-apiserver 1.36.3 said to each command line (version-flags.json; null: nothing) is what this server
 * says. It names the flag first, and leaves out what only follows from another complaint.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { groups } from "../../../../src/generated/index.js";
import { settleVersions } from "../../../../src/server/api/settle-versions.js";
import { FlagError } from "../../../../src/server/flags/parse.js";
import { parseServeArguments } from "../../../../src/server/options/options.js";
import { StartError } from "../../../../src/server/start/start-error.js";

interface Recorded {
  readonly flags: readonly string[];
  readonly problem: string | null;
}

const answers = new URL("../../../../../test/unit/server/options/version-flags.json", import.meta.url);
const recorded = JSON.parse(readFileSync(answers, "utf8")) as readonly Recorded[];

for (const { flags, problem } of recorded) {
  test(`kube-apiserver's word on ${flags.join(" ")}: ${problem ?? "nothing"}`, () => {
    const said = problemsOf(flags).map((line) => line.replace(/^--[a-z-]+: /, ""));
    if (problem === null) assert.deepEqual(said, []);
    else if (problem.startsWith("[")) assert.ok(said.length > 0 && said.every((line) => problem.includes(line)));
    else assert.deepEqual(said, [problem]);
  });
}

function problemsOf(flags: readonly string[]): readonly string[] {
  try {
    const request = parseServeArguments(flags);
    assert.ok(request.kind === "serve");
    settleVersions(groups, request.options);
    return [];
  } catch (error) {
    if (error instanceof FlagError) return error.problems;
    if (error instanceof StartError) return [error.message];
    throw error;
  }
}
