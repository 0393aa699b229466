#!/usr/bin/env node
/**
 * Joins what `serve` loads into few files, dist/bundle: a start that reads 650 modules spends half its time finding and reading them.
 * `npm run build` runs it after the compiler; without it `serve` runs from dist/src, slower and otherwise the same.
 *
 * Promises: every module is in one file only, so a class exists once; what is imported by `import()` stays a file of its own, but for what
 * every start imports. Files are named by what is in them and written before `current.json` names the entry, so a server that starts
 * meanwhile finds one build or the other; the files of the last builds stay, because a server that runs from one may load some of them
 * later. `current.json` also says which record of the compiler was joined, by which bin/run.js sees that nothing was compiled since.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Packages a first start loads that are many small files, and those a running server may come to load when `npm ci` has just taken packages
 * away. The others stay packages: they have native parts, or are CommonJS that asks for Node's modules, which cannot be joined.
 */
const joined = ["@bufbuild/protobuf", "@peculiar/x509", "cborg", "jose", "reflect-metadata"];

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
const record = join(root, "dist/.tsbuildinfo");
const compiled = {
  bytes: statSync(record).size,
  ms: statSync(record).mtimeMs,
  sha256: createHash("sha256").update(readFileSync(record)).digest("hex"),
};
const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** How many builds keep their files. */
const keptBuilds = 8;

const met = new Set();

const { metafile, outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: { main: "dist/src/server/main.js" },
  outdir: "dist/bundle",
  entryNames: "[name]-[hash]",
  write: false,
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
mkdirSync(folder, { recursive: true });
for (const { path, contents } of outputFiles) put(basename(path), contents);
put("LICENSES.txt", licenses(Object.keys(metafile.inputs)));
const entry = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === "dist/src/server/main.js");
put("current.json", JSON.stringify({ entry: basename(entry[0]), compiled }));
const files = outputFiles.map(({ path }) => basename(path)).sort();
const earlier = buildsBefore().filter((build) => build.join() !== files.join());
const builds = [files, ...earlier].slice(0, keptBuilds);
put("builds.json", JSON.stringify(builds));
const kept = new Set([...builds.flat(), "LICENSES.txt", "current.json", "builds.json"]);
for (const file of readdirSync(folder)) if (!kept.has(file)) rmSync(join(folder, file));

/** Whole or not at all: a server may be reading the folder. */
function put(name, contents) {
  const file = join(folder, name);
  if (existsSync(file) && readFileSync(file).equals(Buffer.from(contents))) return;
  writeFileSync(`${file}.${process.pid}`, contents);
  renameSync(`${file}.${process.pid}`, file);
}

/** Names of each build's files, the last build first. */
function buildsBefore() {
  const file = join(folder, "builds.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
}

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
