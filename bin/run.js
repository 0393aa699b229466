#!/usr/bin/env node
// The program's entry. `serve` goes straight to the server: loading oclif and looking for commands would cost a third
// of the time a start may take. Everything else (help, generators, suggestions) is oclif's.
import { createHash } from "node:crypto";
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
  const { main } = await import(entry().href);
  process.exit(await main(args.slice(1), version));
} else {
  const { execute, settings } = await import("@oclif/core");
  settings.enableAutoTranspile = false;
  await execute({ dir: import.meta.url, args });
}

/**
 * What `npm run build` joined into few files, unless something was compiled since: the build says which record of the compiler it joined. A
 * published package has no such record.
 */
function entry() {
  const modules = new URL("server/main.js", built);
  const current = new URL("../bundle/current.json", built);
  if (!existsSync(current)) return modules;
  const build = JSON.parse(readFileSync(current, "utf8"));
  return isJoined(build.compiled) ? new URL(`../bundle/${build.entry}`, built) : modules;
}

/** Time and size first, because reading the record takes longer; a copied folder has times of its own. */
function isJoined({ bytes, ms, sha256 }) {
  const record = new URL("../.tsbuildinfo", built);
  const found = statSync(record, { throwIfNoEntry: false });
  if (found === undefined) return true;
  if (found.size !== bytes) return false;
  return found.mtimeMs === ms || createHash("sha256").update(readFileSync(record)).digest("hex") === sha256;
}
