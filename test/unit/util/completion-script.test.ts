/** Completion scripts; run in the shells that are here. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { test } from "node:test";
import { completionScript } from "../../../src/util/completion-script.js";

const flag = (name: string, values?: readonly string[]) => ({
  name,
  takesValue: name !== "json",
  ...(values === undefined ? {} : { values }),
});
const commands = [
  { words: ["serve"], summary: "Serve it.", flags: [flag("data-dir"), flag("speed", ["high", "low"])] },
  { words: ["paint"], summary: "Paint it.", flags: [flag("json")], values: ["black", "blue"] },
  { words: ["scaffold", "kind"], summary: "It's new.", flags: [flag("json")] },
  { words: ["scaffold", "group"], summary: "New.", flags: [] },
];

function complete(...words: string[]): string {
  const script = `${completionScript("bash", "tool", commands)}
COMP_WORDS=(tool "$@"); COMP_CWORD=$#; _tool; echo "\${COMPREPLY[*]}"`;
  return execFileSync("bash", ["-c", script, "bash", ...words], { encoding: "utf8" }).trim();
}

test("bash completes commands, topics and the flags of the deepest command", () => {
  assert.equal(complete("s"), "scaffold serve");
  assert.equal(complete("scaffold", ""), "group kind");
  assert.equal(complete("serve", "--s"), "--speed");
  assert.equal(complete("serve", "--data-dir", "1", "--d"), "--data-dir");
});

test("bash completes what a flag or an argument is chosen from, and leaves other values to files", () => {
  assert.equal(complete("serve", "--data-dir", "x", "--speed", ""), "high low");
  assert.equal(complete("serve", "--speed", "h"), "high");
  assert.equal(complete("serve", "--data-dir", ""), "");
  assert.equal(complete("paint", "bl"), "black blue");
});

test("fish completes commands, topics, flags and values", { skip: without("fish") }, () => {
  const script = completionScript("fish", "tool", commands);
  const fish = (line: string): string[] =>
    execFileSync("fish", ["--no-config", "-c", `${script}\ncomplete -C "${line}" | cut -f1`], { encoding: "utf8" })
      .trim()
      .split("\n");
  assert.deepEqual(fish("tool s"), ["scaffold", "serve"]);
  assert.deepEqual(fish("tool scaffold "), ["group", "kind"]);
  assert.deepEqual(fish("tool serve --sp"), ["--speed"]);
  assert.deepEqual(fish("tool serve --speed "), ["high", "low"]);
  assert.deepEqual(fish("tool paint bl"), ["black", "blue"]);
});

test("zsh takes the script and finds the words that may follow", { skip: without("zsh") }, () => {
  const script = completionScript("zsh", "tool", commands);
  // The completion system needs a terminal: its functions are replaced by ones that print.
  const zsh = (...words: string[]): string =>
    execFileSync(
      "zsh",
      [
        "-f",
        "-c",
        `compdef() { }; compadd() { shift; echo "$@" }; _files() { echo FILES }
${script}
words=(tool "$@"); CURRENT=$#words; PREFIX=$words[CURRENT]; _tool`,
        "zsh",
        ...words,
      ],
      { encoding: "utf8" },
    ).trim();
  assert.equal(zsh("s"), "paint scaffold serve");
  assert.equal(zsh("scaffold", ""), "group kind");
  assert.equal(zsh("serve", "--speed", ""), "high low");
  assert.equal(zsh("serve", "--data-dir", "").replaceAll("\n", " "), "FILES");
  assert.equal(zsh("serve", "--"), "--data-dir --speed");
  assert.equal(zsh("paint", ""), "--json black blue");
});

test("the zsh script names every command and flag", () => {
  const script = completionScript("zsh", "tool", commands);
  for (const word of ["serve", "scaffold", "--data-dir", "--json", "#compdef tool"])
    assert.ok(script.includes(word), word);
});

test("the fish script quotes summaries and ties flags to their command", () => {
  const script = completionScript("fish", "tool", commands);
  assert.ok(script.includes("-a kind -d 'It\\'s new.'"));
  assert.ok(script.includes('-n "__fish_seen_subcommand_from serve" -l data-dir'));
});

function without(shell: string): string | false {
  const { error } = spawnSync(shell, ["-c", ":"]);
  return error === undefined ? false : `${shell} does not run here: ${error.message}`;
}
