/** The style as tests: import direction, no cycles, sizes, no switched-off types. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");

interface SourceFile {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

function sources(...dirs: readonly string[]): readonly SourceFile[] {
  return dirs.flatMap((dir) =>
    readdirSync(join(root, dir), { recursive: true })
      .map(String)
      .filter((name) => name.endsWith(".ts"))
      .map((name) => {
        const text = readFileSync(join(root, dir, name), "utf8");
        return { path: `${dir}/${name}`, text, lines: text.split("\n") };
      }),
  );
}

const handWritten = sources("src", "codegen", "api-definitions", "test").filter(
  (file) => !file.path.startsWith("src/generated/") && !file.path.includes("/golden/"),
);
const shipped = handWritten.filter((file) => !file.path.startsWith("test/"));

/** Rooms of src from the top down: a file imports from its own room and from rooms below. */
const rooms = [
  ["commands"],
  ["server"],
  ["controlplane"],
  ["filters", "aggregator", "apiextensions"],
  ["endpoints"],
  ["admission", "auth"],
  ["generated"],
  ["registry"],
  ["storage"],
  ["http", "meta"],
  ["util"],
];
const levelOf = new Map(rooms.flatMap((names, level) => names.map((name) => [name, level] as const)));

interface Import {
  readonly from: SourceFile;
  readonly to: string;
  readonly line: number;
  readonly typeOnly: boolean;
  readonly lazy: boolean;
}

function importsOf(file: SourceFile): readonly Import[] {
  const found: Import[] = [];
  const pattern = /(?:^|\n)\s*(import|export)\s+(type\s)?[^;]*?from\s+"(\.[^"]+)"|import\(\s*"(\.[^"]+)"\s*\)/g;
  for (const match of file.text.matchAll(pattern)) {
    const specifier = match[3] ?? match[4] ?? "";
    const to = relative(root, join(root, dirname(file.path), specifier)).replace(/\.js$/, ".ts");
    const line = file.text.slice(0, match.index).split("\n").length;
    found.push({ from: file, to, line, typeOnly: match[2] !== undefined, lazy: match[4] !== undefined });
  }
  return found;
}

function roomOf(path: string): string | undefined {
  const [top, room] = path.split("/");
  return top === "src" ? room : undefined;
}

test("imports in src point downwards only", () => {
  const upward = shipped.flatMap(importsOf).filter(({ from, to }) => {
    const fromLevel = levelOf.get(roomOf(from.path) ?? "");
    const toLevel = levelOf.get(roomOf(to) ?? "");
    if (roomOf(from.path) === roomOf(to) || fromLevel === undefined || toLevel === undefined) return false;
    return toLevel <= fromLevel;
  });
  assert.deepEqual(
    upward.map(({ from, to, line }) => `${from.path}:${line} imports ${to}`),
    [],
  );
});

test("every room of src has its place in the order", () => {
  const unknown = readdirSync(join(root, "src")).filter((name) => !levelOf.has(name));
  assert.deepEqual(unknown, []);
});

test("nothing in src but the generator's commands imports codegen, and those lazily", () => {
  const bad = shipped
    .flatMap(importsOf)
    .filter(
      ({ from, to, lazy, typeOnly }) => from.path.startsWith("src/") && to.startsWith("codegen/") && !lazy && !typeOnly,
    );
  assert.deepEqual(
    bad.map(({ from, to }) => `${from.path} imports ${to}`),
    [],
  );
});

test("stores and the watch cache do not import each other", () => {
  const parts = ["src/storage/lmdb/", "src/storage/watchcache/"];
  const bad = shipped.flatMap(importsOf).filter(({ from, to }) => {
    const own = parts.find((part) => from.path.startsWith(part));
    return own !== undefined && parts.some((part) => part !== own && to.startsWith(part));
  });
  assert.deepEqual(
    bad.map(({ from, to }) => `${from.path} imports ${to}`),
    [],
  );
});

test("there is no import cycle", () => {
  const graph = new Map<string, string[]>();
  for (const file of shipped) {
    graph.set(
      file.path,
      importsOf(file)
        .filter(({ typeOnly, lazy }) => !typeOnly && !lazy)
        .map(({ to }) => to),
    );
  }
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) {
      cycles.push([...way.slice(way.indexOf(path)), path].join(" -> "));
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  assert.deepEqual(cycles, []);
});

/** The formatter breaks code at 120 columns, where code can be broken. */
test("lines of comments have at most 140 columns", () => {
  const long = handWritten.flatMap((file) =>
    file.lines.flatMap((line, index) =>
      line.length > 140 && /^\s*(\*|\/\/|\/\*)/.test(line) ? [`${file.path}:${index + 1}: ${line.length}`] : [],
    ),
  );
  assert.deepEqual(long, []);
});

test("files have at most 400 lines", () => {
  const long = handWritten
    .filter((file) => file.lines.length > 401)
    .map((file) => `${file.path}: ${file.lines.length}`);
  assert.deepEqual(long, []);
});

test("functions have at most 70 lines", () => {
  const long = shipped.flatMap((file) => longFunctions(file, 70));
  assert.deepEqual(long, []);
});

/** By indentation, which the formatter guarantees: from the line that opens a function to the line that closes it. */
function longFunctions(file: SourceFile, limit: number): readonly string[] {
  const found: string[] = [];
  const opening =
    /^(\s*)(export\s+)?(default\s+)?(async\s+)?(function\b|(static\s+|readonly\s+|override\s+)*#?\w+\([^)]*\)[^=;]*\{$|const\s+\w+.*=>\s*\{$)/;
  for (const [index, line] of file.lines.entries()) {
    const match = opening.exec(line);
    if (match === null || /^\s*(if|for|while|switch|return|else|catch)\b/.test(line)) continue;
    const indent = match[1] ?? "";
    const end = file.lines.findIndex((other, at) => at > index && other.startsWith(`${indent}}`));
    if (end - index > limit) found.push(`${file.path}:${index + 1} has ${end - index + 1} lines`);
  }
  return found;
}

test("types and checks are never switched off", () => {
  const pattern = /(:|as|<)\s*any\b|@ts-(ignore|expect-error|nocheck)|biome-ignore/;
  const bad = shipped.flatMap((file) =>
    file.lines.flatMap((line, index) =>
      pattern.test(line) && !/^\s*(\*|\/\/|\/\*)/.test(line) ? [`${file.path}:${index + 1}`] : [],
    ),
  );
  assert.deepEqual(bad, []);
});

test("properties are drawn from the seed of test/support/fast-check.ts", () => {
  const others = sources("test").filter(
    ({ path, text }) => path !== "test/support/fast-check.ts" && /from "fast-check(?=")/.test(text),
  );
  assert.deepEqual(
    others.map(({ path }) => path),
    [],
  );
});

test("every file opens with what it is for", () => {
  const bad = handWritten.filter((file) => !/^(#!.*\n)?\/\*\*|^\/\//.test(file.text)).map((file) => file.path);
  assert.deepEqual(bad, []);
});
