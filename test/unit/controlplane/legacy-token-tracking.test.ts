/**
 * The ConfigMap that says since when uses of legacy tokens are noted. What is expected was seen at a kube-apiserver 1.36.3: which values it
 * corrects, that it keeps the rest, and that it made a deleted one again exactly half an hour after it had made the last.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createEveryMs,
  type LegacyTokenTracking,
  trackingName,
  trackLegacyTokens,
} from "../../../src/controlplane/legacy-token-tracking.js";
import { ownWrite } from "../../../src/controlplane/own-writes.js";
import { configMap } from "../../../src/generated/core/config-map.js";
import { parseJson } from "../../../src/meta/exact-json.js";
import type { KubeObject } from "../../../src/meta/object.js";
import { createRestStorage } from "../../../src/registry/rest-storage.js";
import { deleteObject } from "../../../src/registry/write/delete.js";
import { updateObject } from "../../../src/registry/write/update.js";
import { HotBytes } from "../../../src/storage/watchcache/hot-bytes.js";
import { ManualClock } from "../../support/manual-clock.js";
import { createMemoryStore } from "../../support/store/memory-store.js";

function rig() {
  const clock = new ManualClock(Date.parse("2026-11-21T07:55:39Z"));
  const store = createMemoryStore({ now: () => clock.nowMs() });
  let uids = 0;
  const configMaps = createRestStorage(
    {
      store,
      now: () => clock.nowMs(),
      newUid: () => `uid-${uids++}`,
      newNameSuffix: () => "xxxxx",
      admit: () => {},
      admitsUpdates: false,
      ringSize: 16,
      hotBytes: new HotBytes(),
    },
    configMap,
  );
  const faults: unknown[] = [];
  const deps: LegacyTokenTracking = {
    configMaps,
    now: () => clock.nowMs(),
    sleep: (ms, signal) => clock.sleep(ms, { signal }),
    onFault: (error) => void faults.push(error),
  };
  const stop = new AbortController();
  const read = async (): Promise<KubeObject | undefined> => {
    const entry = await store.get(configMaps.storeKey("kube-system", trackingName));
    return entry === undefined ? undefined : (parseJson(entry.value) as KubeObject);
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    clock,
    faults,
    stop,
    read,
    settle,
    start: () => trackLegacyTokens(deps, stop.signal),
    write: async (data: object | undefined): Promise<void> => {
      const context = await ownWrite(configMaps, { namespace: "kube-system", owned: false });
      await updateObject(context, {
        name: trackingName,
        subresource: "",
        fromCurrent: true,
        next: ({ copy }) => ({ ...copy(), data }),
      });
      await settle();
    },
    remove: async (): Promise<void> => {
      await deleteObject(await ownWrite(configMaps, { namespace: "kube-system", owned: false }), trackingName, {});
      await settle();
    },
  };
}

test("it is there after the start, says today, and is the server's own", async () => {
  const { start, read, stop } = rig();
  await start();
  const made = await read();
  assert.deepEqual(made?.["data"], { since: "2026-11-21" });
  assert.deepEqual(
    made?.metadata.managedFields?.map(({ manager, operation, fieldsV1 }) => [manager, operation, fieldsV1]),
    [["kube-apiserver", "Update", { "f:data": { ".": {}, "f:since": {} } }]],
  );
  stop.abort();
});

test("a day that was noted stays, however old or far off, and what is no day becomes today", async () => {
  const { start, read, write, stop, faults } = rig();
  await start();
  for (const since of ["2001-01-01", "2099-01-01", "0001-01-01"]) {
    await write({ since });
    assert.deepEqual((await read())?.["data"], { since });
  }
  for (const since of ["garbage", "2026-02-30", "2026-1-2", " 2026-01-02", "2026-11-21T00:00:00Z", ""]) {
    await write({ since, more: "x" });
    assert.deepEqual((await read())?.["data"], { since: "2026-11-21", more: "x" }, since);
  }
  await write(undefined);
  assert.deepEqual((await read())?.["data"], { since: "2026-11-21" });
  assert.deepEqual(faults, []);
  stop.abort();
});

test("deleted, it is made again half an hour after it was made last", async () => {
  const { clock, start, read, remove, settle, stop, faults } = rig();
  await start();
  await clock.advance(60_000);
  await remove();
  assert.equal(await read(), undefined);
  await clock.advance(createEveryMs - 60_001);
  await settle();
  assert.equal(await read(), undefined);
  await clock.advance(1);
  await settle();
  assert.deepEqual((await read())?.["data"], { since: "2026-11-21" });
  await clock.advance(createEveryMs);
  await remove();
  assert.notEqual(await read(), undefined, "long after that it is made at once");
  assert.deepEqual(faults, []);
  stop.abort();
});

test("a start on a store that has it changes nothing", async () => {
  const first = rig();
  await first.start();
  await first.write({ since: "2020-01-01" });
  const before = JSON.stringify(await first.read());
  await first.start();
  assert.equal(JSON.stringify(await first.read()), before);
  first.stop.abort();
});
