/** The lockfile is whole: `npm ci` on any platform finds what it needs in it, and nothing in it names a registry. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const text = readFileSync(new URL("../../../package-lock.json", import.meta.url), "utf8");
const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, Locked>> };

/** As Node looks for a package: beside the one that asks, then one folder up, and so on. */
function isLocked(from: string, name: string): boolean {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    if (packages[at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`] !== undefined) return true;
    if (at === "") return false;
  }
}

test("every dependency of a locked package is locked too, also those for other platforms", () => {
  const missing = Object.entries(packages).flatMap(([path, one]) =>
    Object.keys({ ...one.dependencies, ...one.optionalDependencies })
      .filter((name) => !isLocked(path, name))
      .map((name) => `${path}: ${name}`),
  );
  assert.deepEqual(missing, []);
});

test("every locked package has a version and a checksum, and none names where it was fetched", () => {
  const wrong = Object.entries(packages)
    .filter(([path, one]) => path !== "" && (one.version === undefined || one.integrity === undefined || one.resolved))
    .map(([path]) => path);
  assert.deepEqual(wrong, []);
});
