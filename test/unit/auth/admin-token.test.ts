/** The admin token and the kubeconfig: made once, private, replaced in one step. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ensureAdminToken } from "../../../src/auth/admin-token.js";
import { formatKubeconfig, writeKubeconfig } from "../../../src/auth/kubeconfig.js";

test("the admin token is made once, kept with mode 0600, and the same on the next start", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "admin-token-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "admin.token");
  const [first, rival] = await Promise.all([ensureAdminToken(file), ensureAdminToken(file)]);
  assert.match(first, /^[\w-]{43}$/);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.equal(await ensureAdminToken(file), (await readFile(file, "utf8")).trim());
  assert.ok([first, rival].includes(await ensureAdminToken(file)));
});

test("an empty token file, as a full disk leaves it, gets a token that stays", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "admin-token-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "admin.token");
  await writeFile(file, "", { mode: 0o644 });
  const token = await ensureAdminToken(file);
  assert.equal(await readFile(file, "utf8"), `${token}\n`);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.equal(await ensureAdminToken(file), token);
  assert.deepEqual(await readdir(folder), ["admin.token"]);
});

test("drafts that killed starts left are gone after the next start, and rivals amid theirs agree on one token", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "admin-token-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "admin.token");
  const others = ["admin.token.old", "other.partial"];
  for (const name of ["admin.token.0123.partial", ...others]) await writeFile(join(folder, name), "x");
  const tokens = await Promise.all(Array.from({ length: 20 }, () => ensureAdminToken(file)));
  assert.deepEqual(new Set(tokens), new Set([await ensureAdminToken(file)]));
  assert.deepEqual((await readdir(folder)).sort(), ["admin.token", ...others]);
});

test("a kubeconfig holds server, authority and token, with mode 0600, also over an older file", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "kubeconfig-"));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, "deep", "kubeconfig");
  const content = { server: "https://127.0.0.1:6443", certificateAuthority: "PEM", user: "admin", token: "t" };
  await writeKubeconfig(file, { ...content, token: "old" });
  await writeKubeconfig(file, content);
  assert.equal(await readFile(file, "utf8"), formatKubeconfig(content));
  assert.equal((await stat(file)).mode & 0o777, 0o600);
});
