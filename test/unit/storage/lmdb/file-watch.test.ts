/** A store whose file was taken away acknowledges nothing more. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { watchFile } from "../../../../src/storage/lmdb/file-watch.js";
import { openLmdbStore } from "../../../../src/storage/lmdb/lmdb-store.js";
import { silentLogger } from "../../../../src/util/logger.js";
import { fault, put, state } from "../../../contract/store-support.js";

/** Gone with the test. Looking at a file keeps no process alive, so something else must. */
function folder(t: TestContext): string {
  const alive = setInterval(() => {}, 1000);
  t.after(() => clearInterval(alive));
  const made = fs.mkdtempSync(path.join(os.tmpdir(), "apiserver-gone-"));
  t.after(() => fs.rmSync(made, { recursive: true, force: true }));
  return made;
}

const changes: Readonly<Record<string, (file: string) => void>> = {
  "its folder was deleted": (file) => fs.rmSync(path.dirname(file), { recursive: true }),
  "another file is in its place": (file) => {
    fs.writeFileSync(`${file}.other`, "");
    fs.renameSync(`${file}.other`, file);
  },
};

for (const [name, change] of Object.entries(changes)) {
  test(`a file is seen to be gone, once: ${name}`, async (t) => {
    const file = path.join(folder(t), "data", "store.mdb");
    fs.mkdirSync(path.dirname(file));
    fs.writeFileSync(file, "x");
    const told: string[] = [];
    const gone = new Promise<void>((resolve) => {
      const watch = watchFile(file, (error) => resolve(void told.push(error.message)), { intervalMs: 5 });
      t.after(() => watch.stop());
    });
    // Other changes of the file are no reason.
    fs.appendFileSync(file, "y");
    fs.chmodSync(file, 0o600);
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.deepEqual([...told], []);
    change(file);
    await gone;
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(told.length, 1);
    assert.match(told.join("\n"), /store\.mdb: the file is gone or is another one; nothing can be kept any more/);
  });
}

test("a store whose folder was deleted refuses writes by name of the fault, and goes on being read", async (t) => {
  const dataDir = path.join(folder(t), "store");
  let logged: () => void = () => {};
  const seen = new Promise<void>((resolve) => {
    logged = resolve;
  });
  const logger = { ...silentLogger, error: () => logged() };
  const store = await openLmdbStore({ dataDir, sync: "always", logger });
  await put(store, "/a", "1");
  const told = (): string | undefined => store.fault?.message;
  assert.equal(told(), undefined);
  fs.rmSync(dataDir, { recursive: true });
  await seen;
  assert.match(told() ?? "", /the file is gone/);
  await assert.rejects(put(store, "/a", "2"), (error) => {
    assert(fault("Unavailable")(error) && error instanceof Error);
    return /the file is gone/.test(error.message);
  });
  assert.deepEqual(await state(store, "/"), ["/a=1@1"]);
  await store.close();
});
