#!/usr/bin/env node
/**
 * Joins what `serve` loads into few files, dist/bundle: a start that reads 650 modules spends half its time finding and reading them.
 * `npm run build` runs it after the compiler; without it `serve` runs from dist/src, slower and otherwise the same.
 *
 * Promises: every module is in one file only, so a class exists once; what is imported by `import()` stays a file of its own; the entry
 * carries the time of the compiler's own record, by which bin/run.js sees that nothing was compiled since.
 */
import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Packages a first start loads that are many small files. Others stay packages: they are loaded rarely, or have native parts. */
const joined = ["@bufbuild/protobuf", "@peculiar/x509", "reflect-metadata"];

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "dist/bundle");
const compiled = statSync(join(root, "dist/.tsbuildinfo")).mtimeMs;
const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { main: "dist/src/server/main.js" },
  outdir: "dist/bundle",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: Object.keys(dependencies).filter((name) => !joined.includes(name)),
  // The joined packages come as ES modules too: a CommonJS one would have its names behind `default`.
  mainFields: ["module", "main"],
  tsconfigRaw: "{}",
  sourcemap: true,
  sourcesContent: false,
  metafile: true,
  logLevel: "warning",
});

writeFileSync(join(folder, "LICENSES.txt"), licenses(Object.keys(metafile.inputs)));
const written = new Set([...Object.keys(metafile.outputs), "dist/bundle/LICENSES.txt"]);
for (const file of readdirSync(folder)) if (!written.has(`dist/bundle/${file}`)) rmSync(join(folder, file));
utimesSync(join(folder, "main.js"), compiled / 1000, compiled / 1000);

/** The terms of the packages whose code is in the files. */
function licenses(inputs) {
  const packages = new Set(inputs.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? ""));
  packages.delete("");
  return [...packages]
    .sort()
    .map((path) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, path, "package.json"), "utf8"));
      const file = readdirSync(join(root, path)).find((entry) => /^licen[cs]e/i.test(entry));
      return `${name} ${version} (${license})\n\n${file === undefined ? "" : readFileSync(join(root, path, file), "utf8")}`;
    })
    .join(`\n${"-".repeat(72)}\n`);
}
