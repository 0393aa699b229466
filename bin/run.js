#!/usr/bin/env node
// The program's entry. `serve` goes straight to the server: loading oclif and looking for commands would cost a third
// of the time a start may take. Everything else (help, generators, suggestions) is oclif's.
import { existsSync, readFileSync, statSync } from "node:fs";
import module from "node:module";

const built = new URL("../dist/src/", import.meta.url);
if (!existsSync(new URL("server/main.js", built))) {
  process.stderr.write("error: not built yet; run: npm run build\n");
  process.exit(1);
}
// Node 22 and later keep compiled code between starts.
module.enableCompileCache?.();

const typed = process.argv.slice(2);
// `help scaffold kind` is `scaffold kind --help`.
const args = typed[0] === "help" ? [...typed.slice(1), "--help"] : typed;
if (args[0] === "serve") {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const { main } = await import(entry(args).href);
  process.exit(await main(args.slice(1), version));
} else {
  const { execute, settings } = await import("@oclif/core");
  settings.enableAutoTranspile = false;
  await execute({ dir: import.meta.url, args });
}

/**
 * What `npm run build` joined into few files, unless something was compiled since: its entry has the time of the compiler's record, which
 * a published package does not have. A user's kinds import modules of dist/src, and a class must not exist twice.
 */
function entry(args) {
  const joined = new URL("../bundle/main.js", built);
  const time = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  const at = time(joined);
  const compiledAt = time(new URL("../.tsbuildinfo", built)) ?? at;
  const current = at !== undefined && Math.abs(at - compiledAt) < 1;
  const definesOwn = args.some((arg) => /^--definitions(=|$)/.test(arg));
  return current && !definesOwn ? joined : new URL("server/main.js", built);
}
