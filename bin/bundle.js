#!/usr/bin/env node
/**
 * Joins what `serve` loads into few files, dist/bundle: a start that reads 650 modules spends half its time finding and reading them.
 * `npm run build` runs it after the compiler; without it `serve` runs from dist/src, slower and otherwise the same.
 *
 * Promises: every module is in one file only, so a class exists once; what is imported by `import()` stays a file of its own, but for what
 * every start imports; the entry carries the time of the compiler's own record, by which bin/run.js sees that nothing was compiled since.
 */
import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Packages a first start loads that are many small files. Others stay packages: they are loaded rarely, or have native parts. */
const joined = ["@bufbuild/protobuf", "@peculiar/x509", "reflect-metadata"];

/** Modules that every start comes to import: each one imported by `import()` would split what it shares with others into more files. */
const always = [
  "generated/coordination.k8s.io/v1/schemas.js",
  "generated/core/v1/schemas.js",
  "generated/index.js",
  "generated/meta/v1/schemas.js",
  "http/select.js",
  "http/serving-cert.js",
  "http/uws/binding.js",
  "http/uws/transport.js",
  "server/api/create-api.js",
  "server/api/load-groups.js",
  "server/start/backends.js",
  "storage/lmdb/compaction.js",
  "storage/lmdb/lmdb-store.js",
];

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "dist/bundle");
const compiled = statSync(join(root, "dist/.tsbuildinfo")).mtimeMs;
const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const met = new Set();

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { main: "dist/src/server/main.js" },
  outdir: "dist/bundle",
  bundle: true,
  plugins: [
    { name: "always", setup: (esbuild) => esbuild.onLoad({ filter: /[\\/]dist[\\/]src[\\/].*\.js$/ }, importAtOnce) },
  ],
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

const unmet = always.filter((name) => !met.has(name));
if (unmet.length > 0) throw new Error(`nothing imports ${unmet.join(", ")} by import()`);
writeFileSync(join(folder, "LICENSES.txt"), licenses(Object.keys(metafile.inputs)));
const written = new Set([...Object.keys(metafile.outputs), "dist/bundle/LICENSES.txt"]);
for (const file of readdirSync(folder)) if (!written.has(`dist/bundle/${file}`)) rmSync(join(folder, file));
utimesSync(join(folder, "main.js"), compiled / 1000, compiled / 1000);

/** A module as compiled, with its `import()` of what every start needs made an import of its first line. */
async function importAtOnce({ path }) {
  const text = await readFile(path, "utf8");
  const heads = [];
  const contents = text.replace(/\bimport\("(\.[^"]+)"\)/g, (dynamic, name) => {
    const wanted = relative(join(root, "dist/src"), join(dirname(path), name)).replaceAll("\\", "/");
    if (!always.includes(wanted)) return dynamic;
    met.add(wanted);
    heads.push(`import * as always${heads.length} from "${name}";`);
    return `Promise.resolve(always${heads.length - 1})`;
  });
  return { contents: heads.join("") + contents, loader: "js" };
}

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
