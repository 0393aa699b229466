/** Storage migration: all objects end in the versions that are stored now, whatever moment a run before was killed at. */
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { groups } from "../../src/generated/index.js";
import { migrateStore } from "../../src/registry/migrate.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";
import { openLmdbStore } from "../../src/storage/lmdb/lmdb-store.js";
import { verifyStore } from "../../src/storage/lmdb/verify.js";
import type { Store } from "../../src/storage/store.js";
import { repositoryRoot } from "../support/fixture.js";
import { removeFolder } from "../support/remove-folder.js";

const migrator = fileURLToPath(new URL("../support/store/migrator.js", import.meta.url));
const scalers = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
/** More than two commits of a migration. */
const count = 230;
const countOfPages = 3;

async function dataFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "migrate-"));
  t.after(() => removeFolder(folder));
  return folder;
}

async function serving<T>(
  dataDir: string,
  flags: readonly string[],
  use: (server: TestServer) => Promise<T>,
): Promise<T> {
  const server = await startTestServer({ groups, dataDir, flags });
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

async function withStore<T>(dataDir: string, use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openLmdbStore({ dataDir, sync: "batched" });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Autoscalers stored as v1, as they are told. */
async function filled(dataDir: string): Promise<readonly unknown[]> {
  return serving(dataDir, ["--storage-version=autoscaling/v1"], async (server) => {
    for (let n = 0; n < count; n++) {
      const target = { kind: "Deployment", name: `web-${n}`, apiVersion: "apps/v1" };
      const object = { metadata: { name: `web-${n}` }, spec: { maxReplicas: 2 + n, scaleTargetRef: target } };
      assert.equal((await server.request("POST", scalers, object)).status, 201);
    }
    return items(server);
  });
}

/** Without revisions: a rewritten object has a new one. */
async function items(server: TestServer): Promise<readonly unknown[]> {
  const { body } = await server.request("GET", scalers);
  return (body["items"] as readonly { readonly metadata: object }[]).map((item) => ({
    ...item,
    metadata: { ...item.metadata, resourceVersion: "" },
  }));
}

async function versions(dataDir: string): Promise<Record<string, number>> {
  const { entries } = await withStore(dataDir, (store) => store.list("/registry/horizontalpodautoscalers/"));
  const counted: Record<string, number> = {};
  for (const { value } of entries) {
    const { apiVersion } = JSON.parse(value.toString()) as { readonly apiVersion: string };
    counted[apiVersion] = (counted[apiVersion] ?? 0) + 1;
  }
  return counted;
}

test("a migration rewrites what is in another version, once, and loses nothing", async (t) => {
  const folder = await dataFolder(t);
  const before = await filled(folder);
  assert.deepEqual(await versions(folder), { "autoscaling/v1": count });
  const first = await withStore(folder, (store) => migrateStore(store, groups));
  assert.deepEqual([first.rewritten, first.unreadable], [count, []]);
  assert.deepEqual(await versions(folder), { "autoscaling/v2": count });
  const second = await withStore(folder, (store) => {
    store.commit = () => assert.fail("there is nothing to write");
    return migrateStore(store, groups);
  });
  assert.deepEqual([second.seen, second.rewritten], [first.seen, 0]);
  assert.deepEqual(await serving(folder, [], items), before);
});

test("a migration killed in any of its commits leaves a sound store, and the next one finishes the work", async (t) => {
  for (let killAt = 1; killAt <= countOfPages; killAt++) {
    const folder = await dataFolder(t);
    const before = await filled(folder);
    const killed = spawnSync(process.execPath, [migrator, folder, String(killAt)], { encoding: "utf8" });
    assert.equal(killed.signal, "SIGKILL", killed.stderr);
    assert.deepEqual((await verifyStore(folder)).problems, []);
    const { "autoscaling/v1": old = 0, "autoscaling/v2": done = 0, ...others } = await versions(folder);
    assert.deepEqual([old + done, others], [count, {}]);
    assert.ok(done >= (killAt - 1) * 100, `what was committed before commit ${killAt} is there: ${done}`);
    assert.deepEqual(await serving(folder, [], items), before, "and read, in whatever version it is");
    const { rewritten } = await withStore(folder, (store) => migrateStore(store, groups));
    assert.equal(rewritten, old);
    assert.deepEqual(await versions(folder), { "autoscaling/v2": count });
    assert.deepEqual(await serving(folder, [], items), before);
  }
});

test("a value in a version nobody knows is told and left alone", async (t) => {
  const folder = await dataFolder(t);
  const key = "/registry/horizontalpodautoscalers/default/odd";
  const values = [
    { kind: "HorizontalPodAutoscaler", apiVersion: "autoscaling/v9", metadata: { name: "odd" } },
    { kind: "Other", apiVersion: "autoscaling/v1", metadata: { name: "odd" } },
    "no object",
  ];
  await withStore(folder, async (store) => {
    for (const value of values) {
      const bytes = Buffer.from(JSON.stringify(value));
      await store.commit({ preconditions: [], writes: [{ key, value: bytes }] });
      const { unreadable, rewritten } = await migrateStore(store, groups);
      assert.deepEqual([unreadable, rewritten], [[key], 0]);
      assert.deepEqual((await store.get(key))?.value, bytes);
    }
  });
});

function command(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(repositoryRoot(), "bin/run.js"), ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

test("apiserver store migrate tells what it did, refuses what a server would refuse, and needs a store", async (t) => {
  const data = await dataFolder(t);
  const nowhere = await command("store", "migrate", "--data-dir", data);
  assert.deepEqual([nowhere.code, /there is no store here/.test(nowhere.stderr)], [1, true], nowhere.stderr);
  await filled(join(data, "store"));
  const wrong = await command("store", "migrate", "--data-dir", data, "--storage-version", "autoscaling/v9");
  assert.deepEqual([wrong.code, /there is no API version autoscaling\/v9/.test(wrong.stderr)], [1, true], wrong.stderr);
  const usage = await command("store", "migrate", "--data-dir", data, "--emulated-version", "1.2");
  assert.equal(usage.code, 2, usage.stderr);
  const done = await command("store", "migrate", "--data-dir", data, "--json");
  assert.equal(done.code, 0, done.stderr);
  const { rewritten, unreadable } = JSON.parse(done.stdout) as {
    readonly rewritten: number;
    readonly unreadable: readonly string[];
  };
  assert.deepEqual([rewritten, unreadable], [count, []]);
  const again = await command("store", "migrate", "--data-dir", data, "--storage-version=autoscaling/v1");
  assert.match(again.stdout, new RegExp(`^${count} of \\d+ objects rewritten`));
});
