/**
 * Flag values beside kube-apiserver: what a 1.36.3 said to each command line (flags.json; null: it went on to serve) is what this server
 * says. It may name the flag first, tells of every mistake and not only of the first, and refuses what it does not have.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { groups } from "../../../../src/generated/index.js";
import { settleVersions } from "../../../../src/server/api/settle-versions.js";
import { FlagError } from "../../../../src/server/flags/parse.js";
import { flagTable } from "../../../../src/server/flags/table.js";
import { parseServeArguments } from "../../../../src/server/options/options.js";
import { StartError } from "../../../../src/server/start/start-error.js";
import { ownAnswers } from "./flags.differences.js";

interface Recorded {
  readonly flags: readonly string[];
  readonly exit: number | null;
  readonly problem: string | null;
}

const answers = new URL("../../../../../test/unit/server/options/flags.json", import.meta.url);
const recorded = JSON.parse(readFileSync(answers, "utf8")) as readonly Recorded[];

for (const { flags, problem: word } of recorded) {
  const problem = word?.replace(/^"kube-apiserver" does/, '"apiserver serve" does') ?? null;
  const line = flags.join(" ");
  test(`kube-apiserver's word on ${line}: ${problem ?? "nothing"}`, () => {
    const said = problemsOf(flags);
    const own = ownAnswers.find(({ of }) => of.test(line));
    if (own !== undefined) {
      assert.ok(own.says === null ? said.length === 0 : said.some((one) => own.says?.test(one)), said.join("\n"));
      return;
    }
    const about = said.filter((one) => !isMissing(one));
    if (problem === null) assert.deepEqual(about, []);
    else if (problem.startsWith("[")) {
      assert.ok(about.length > 0 && about.every((one) => isAmong(one, problem)), said.join("\n"));
    } else
      assert.ok(
        about.some((one) => isSame(one, problem)),
        `${said.join("\n")}\ninstead of\n${problem}`,
      );
  });
}

test("every flag whose value is more than free text was tried on kube-apiserver", () => {
  const tried = new Set(recorded.flatMap(({ flags }) => flags.map((flag) => /^--([a-z0-9-]+)=/.exec(flag)?.[1])));
  const untried = flagTable.filter(
    ({ name, own, type }) => own !== true && !type.startsWith("string") && !tried.has(name),
  );
  assert.deepEqual(
    untried.map(({ name }) => name),
    ["kubelet-port", "kubelet-read-only-port"],
  );
});

test("no difference from kube-apiserver is listed that is none", () => {
  const lines = recorded.map(({ flags }) => flags.join(" "));
  assert.deepEqual(
    ownAnswers.filter(({ of }) => !lines.some((line) => of.test(line))).map(({ of }) => String(of)),
    [],
  );
});

/** Of a list the order is by chance. */
function itemsOf(text: string): readonly string[] {
  return text
    .replace(/^\[(.*)\]$/s, "$1")
    .split(", ")
    .sort();
}

function isAmong(text: string, problem: string): boolean {
  const items = itemsOf(problem);
  return problem.includes(withoutFlag(text)) || itemsOf(withoutFlag(text)).every((item) => items.includes(item));
}

/** Refused whatever the value: the feature is not there. */
function isMissing(text: string): boolean {
  return / cannot be used: |is not there yet; AlwaysAllow is the only mode/.test(text);
}

function withoutFlag(text: string): string {
  return text.replace(/^--[a-z-]+: /, "");
}

function isSame(text: string, problem: string): boolean {
  const bare = withoutFlag(text);
  return [text, bare].some(
    (one) => one === problem || one.startsWith(`${problem}: `) || one.startsWith(`${problem} (did you mean`),
  );
}

function problemsOf(flags: readonly string[]): readonly string[] {
  try {
    const request = parseServeArguments(flags);
    if (request.kind === "serve") settleVersions(groups, request.options);
    return [];
  } catch (error) {
    if (error instanceof FlagError) return error.problems;
    if (error instanceof StartError) return [error.message];
    throw error;
  }
}
