/** Folders are made with those above them, and what cannot be made fails at once. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { makeFolder } from "../../../src/util/make-folder.js";

test("a folder is made with those above it, each with the mode that was asked for", async (t) => {
  const root = await mkdtemp(join(tmpdir(), "make-folder-"));
  t.after(() => rm(root, { recursive: true }));
  const folder = join(root, "a/b/c");
  assert.equal(makeFolder(folder, 0o700), true);
  for (const made of ["a", "a/b", "a/b/c"]) assert.equal((await stat(join(root, made))).mode & 0o777, 0o700);
});

test("a folder that is there is left as it is, also behind a link", async (t) => {
  const root = await mkdtemp(join(tmpdir(), "make-folder-"));
  t.after(() => rm(root, { recursive: true }));
  await symlink(root, join(root, "link"));
  assert.equal(makeFolder(root), false);
  assert.equal(makeFolder(join(root, "link")), false);
  assert.equal(makeFolder("."), false);
});

test("a file in the way, a link to nowhere and a folder that takes no folders fail with the system's error", async (t) => {
  const root = await mkdtemp(join(tmpdir(), "make-folder-"));
  t.after(() => rm(root, { recursive: true }));
  const file = join(root, "file");
  await writeFile(file, "");
  await symlink(join(root, "nowhere"), join(root, "link"));
  assert.throws(() => makeFolder(file), { code: "EEXIST" });
  assert.throws(() => makeFolder(join(file, "a/b")), { code: "ENOTDIR" });
  assert.throws(() => makeFolder(join(root, "link")), { code: "EEXIST" });
  if (existsSync("/proc/self")) assert.throws(() => makeFolder("/proc/none/b"), { code: "ENOENT" });
});
