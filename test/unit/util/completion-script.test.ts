/** Completion scripts; the bash one is run. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { completionScript } from "../../../src/util/completion-script.js";

const commands = [
  { words: ["serve"], summary: "Serve it.", flags: ["data-dir", "secure-port"] },
  { words: ["scaffold", "kind"], summary: "It's new.", flags: ["json"] },
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
  assert.equal(complete("serve", "--s"), "--secure-port");
  assert.equal(complete("serve", "--secure-port", "1", "--d"), "--data-dir");
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
