/** Command lines, as kube-apiserver reads them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FlagError, parseFlags } from "../../../../src/server/flags/parse.js";
import { flagTable } from "../../../../src/server/flags/table.js";

const parse = (...argv: string[]) => parseFlags(argv, flagTable);

function problemsOf(...argv: string[]): readonly string[] {
  try {
    parse(...argv);
  } catch (error) {
    if (error instanceof FlagError) return error.problems;
    throw error;
  }
  return [];
}

test("a value may stand behind an equals sign or as the next word", () => {
  assert.equal(parse("--secure-port=7443").int("secure-port"), 7443);
  assert.equal(parse("--secure-port", "7443").int("secure-port"), 7443);
});

test("a flag with underscores is the flag with dashes", () => {
  assert.equal(parse("--secure_port=7443").int("secure-port"), 7443);
});

test("the short flag takes its value joined, behind an equals sign or as the next word", () => {
  for (const argv of [["-v4"], ["-v=4"], ["-v", "4"], ["--v=4"]])
    assert.equal(parse(...argv).int("v"), 4, argv.join(" "));
});

test("a boolean flag alone is true and takes a value only behind an equals sign", () => {
  assert.equal(parse("--shutdown-send-retry-after").bool("shutdown-send-retry-after"), true);
  assert.equal(parse("--anonymous-auth=false").bool("anonymous-auth"), false);
  const stray = '"apiserver serve" does not take any arguments, got ["false"]';
  assert.deepEqual(problemsOf("--anonymous-auth", "false"), [stray]);
});

test("comma lists add up over repeated flags and keep commas inside quotes", () => {
  const flags = parse("--runtime-config=api/all=true,batch/v1=false", "--runtime-config", "apps/v1=true");
  assert.deepEqual(flags.list("runtime-config"), ["api/all=true", "batch/v1=false", "apps/v1=true"]);
  assert.deepEqual(parse('--etcd-servers="a,b",c').list("etcd-servers"), ["a,b", "c"]);
});

test("each occurrence of an array flag is one item, commas and all", () => {
  assert.deepEqual(parse("--definitions=a,b", "--definitions=c").list("definitions"), ["a,b", "c"]);
});

test("flags of one letter may stand together, the last with its value", () => {
  const flags = parse("-hv4");
  assert.deepEqual([flags.bool("help"), flags.int("v")], [true, 4]);
});

test("behind two dashes nothing is a flag", () => {
  assert.deepEqual(problemsOf("--v=1", "--", "--v=x"), [
    '"apiserver serve" does not take any arguments, got ["--v=x"]',
  ]);
});

test("the last occurrence of a plain flag wins", () => {
  assert.equal(parse("--v=1", "--v=6").int("v"), 6);
});

test("durations are read in Go's form", () => {
  assert.equal(parse("--request-timeout=1m30s").durationMs("request-timeout"), 90_000);
  assert.equal(parse().durationMs("request-timeout"), 60_000);
});

for (const [argv, problem] of [
  [["--secure-prot=1"], "unknown flag: --secure-prot (did you mean --secure-port?)"],
  [["--data_dri", "x"], "unknown flag: --data-dri (did you mean --data-dir?)"],
  [["--zzzzzzzzzz"], "unknown flag: --zzzzzzzzzz"],
  [["-x"], "unknown shorthand flag: 'x' in -x"],
  [["--secure-port"], "flag needs an argument: --secure-port"],
  [
    ["--bind-address=localhost"],
    'invalid argument "localhost" for "--bind-address" flag: failed to parse IP: "localhost"',
  ],
  [["--v=x"], 'invalid argument "x" for "-v, --v" flag: strconv.ParseUint: parsing "x": invalid syntax'],
  [["serve"], '"apiserver serve" does not take any arguments, got ["serve"]'],
] as const) {
  test(`${argv.join(" ")} is refused: ${problem}`, () => {
    assert.deepEqual(problemsOf(...argv)[0], problem);
  });
}

test("every mistake on the line is told, not only the first", () => {
  assert.equal(problemsOf("--nope-nope=1", "--v=x", "word").length, 3);
});

test("the word behind an unknown flag is taken for its value, not complained about", () => {
  assert.equal(problemsOf("--secure-prot", "7443").length, 1);
});
