/** What the program says to a command line it does not understand, and that the README's own command lines are understood. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Config } from "@oclif/core";
import { flagTable } from "../../../src/server/flags/table.js";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

function run(...args: string[]): Promise<{ readonly code: unknown; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, "bin/run.js"), ...args], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

const wrong: readonly (readonly [string, string, string])[] = [
  ["srve", "unknown command: srve (did you mean apiserver serve?)", "apiserver --help"],
  ["store bakup", "unknown command: store bakup (did you mean apiserver store backup?)", "apiserver store --help"],
  [
    "scaffold grup x",
    "unknown command: scaffold grup (did you mean apiserver scaffold group?)",
    "apiserver scaffold --help",
  ],
  ["gen extra", "unexpected argument: extra", "apiserver gen --help"],
  ["gen --chek", "unknown flag: --chek (did you mean --check?)", "apiserver gen --help"],
  ["gen --watch --check", "--check=true cannot also be provided when using --watch", "apiserver gen --help"],
  [
    "store backup",
    "missing argument: FOLDER (where the copy goes; must not hold a store)",
    "apiserver store backup --help",
  ],
  ["completion fsh", "expected fsh to be one of: bash, zsh, fish", "apiserver completion --help"],
  ["serve --secure-prot 1", "unknown flag: --secure-prot (did you mean --secure-port?)", "apiserver serve --help"],
];
for (const [typed, message, see] of wrong) {
  test(`"apiserver ${typed}" ends with 2, says what is wrong in one line and which help to read`, async () => {
    const { code, stdout, stderr } = await run(...typed.split(" "));
    assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
    assert.ok(stderr.startsWith(`error: ${message}`), stderr);
    assert.deepEqual(stderr.split("\n").slice(-2), [`see: ${see}`, ""]);
  });
}

test("a failure with --json is one document with the message and the exit code", async () => {
  const { code, stdout } = await run("store", "verify", "--folder", "/nowhere", "--json");
  assert.equal(code, 1);
  assert.deepEqual(JSON.parse(stdout), {
    error: { message: "/nowhere: there is no store here (no store.mdb).", exitCode: 1 },
  });
});

test("a folder that cannot be written is one line, or one document with --json, and ends with 1", async () => {
  const line = /^cannot mkdir \/proc\/none: it does not exist$/;
  const told = await run("scaffold", "group", "a.example.com", "--dir", "/proc/none/project");
  assert.deepEqual({ code: told.code, stdout: told.stdout }, { code: 1, stdout: "" });
  assert.match(told.stderr, new RegExp(`^error: ${line.source.slice(1, -1)}\n$`));
  const { code, stdout } = await run("scaffold", "group", "a.example.com", "--dir", "/proc/none/project", "--json");
  const { error } = JSON.parse(stdout) as { error: { message: string; exitCode: number } };
  assert.match(error.message, line);
  assert.deepEqual([code, error.exitCode], [1, 1]);
});

for (const folder of [".", "examples/wardle"]) {
  test(`the shell of npm start becomes the server, so that a signal to npm does not end the shell alone: ${folder}`, async (t) => {
    const manifest = readFileSync(join(root, folder, "package.json"), "utf8");
    const { scripts } = JSON.parse(manifest) as { scripts: Record<string, string> };
    const stubs = await mkdtemp(join(tmpdir(), "npm-start-"));
    t.after(() => rm(stubs, { recursive: true }));
    for (const program of ["node", "apiserver"]) {
      await writeFile(join(stubs, program), '#!/bin/sh\necho "$$ $*"\n', { mode: 0o755 });
    }
    const shell = execFile("/bin/sh", ["-c", scripts["start"] ?? ""], { env: { PATH: stubs } });
    let said = "";
    shell.stdout?.on("data", (text) => {
      said += String(text);
    });
    await once(shell, "close");
    assert.match(said, new RegExp(`^${shell.pid} .*\\bserve\\b`));
    assert.equal(scripts["prestart"], "npm run build");
  });

  test(`npm start is understood by cmd.exe, where exec is a program that runs its arguments: ${folder}`, () => {
    const lines = readFileSync(join(root, folder, "exec.cmd"), "utf8").split("\r\n");
    assert.deepEqual([lines[0]?.slice(0, 5), ...lines.slice(1)], ["@rem ", "@%*", ""]);
  });
}

for (const args of [["-h"], ["gen", "-h"], ["serve", "-h"]]) {
  test(`"apiserver ${args.join(" ")}" is help`, async () => {
    const { code, stdout } = await run(...args);
    assert.equal(code, 0);
    assert.match(stdout, /^USAGE$/m);
  });
}

test("every command line in the README names a command and flags that exist", async () => {
  const config = await Config.load(root);
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const lines = [...readme.matchAll(/^(?:apiserver|node bin\/run\.js|npx apiserver) (.+)$/gm)];
  assert.ok(lines.length > 3);
  for (const [, line = ""] of lines) {
    const words = line.replace(/\s+#.*$/, "").split(/\s+/);
    const command = config.commands.find((one) => `${words.join(" ")} `.startsWith(`${one.id.replaceAll(":", " ")} `));
    assert.ok(command, line);
    const flags = command.id === "serve" ? flagTable.map((flag) => flag.name) : Object.keys(command.flags);
    for (const word of words.filter((one) => one.startsWith("--"))) {
      assert.ok(flags.includes(word.slice(2).replace(/=.*$/, "")), `${line}: ${word}`);
    }
  }
});
