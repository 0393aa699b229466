/** The in-memory store keeps the store contract, so a test that uses it proves something. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Revision, StoreError, StoreEvent } from "../../src/storage/store.js";
import { fault } from "../contract/store-support.js";
import { createMemoryStore, type MemoryStore } from "../support/store/memory-store.js";

const put = (store: MemoryStore, key: string, text: string | null): Promise<Revision> =>
  store.commit({ preconditions: [], writes: [{ key, value: text === null ? null : Buffer.from(text) }] });

function recorder() {
  const events: StoreEvent[] = [];
  const progress: Revision[] = [];
  const ends: (StoreError | undefined)[] = [];
  const sink = {
    events: (batch: readonly StoreEvent[]) => void events.push(...batch),
    progress: (revision: Revision) => void progress.push(revision),
    closed: (error: StoreError | undefined) => void ends.push(error),
  };
  return { events, progress, ends, sink };
}

test("a commit with a failed precondition changes nothing and says what it found", async () => {
  const store = createMemoryStore();
  const first = await put(store, "/a", "1");
  const attempt = (revision: Revision, key = "/a") =>
    store.commit({ preconditions: [{ key, revision }], writes: [{ key: "/b", value: Buffer.from("x") }] });
  await assert.rejects(attempt(0), fault("KeyExists"));
  await assert.rejects(attempt(first + 7), fault("RevisionConflict"));
  await assert.rejects(attempt(first, "/none"), fault("KeyNotFound"));
  assert.equal(await store.get("/b"), undefined);
  assert.equal(store.revision, first);
});

test("every state since the compacted revision can be read, older and future ones cannot", async () => {
  const store = createMemoryStore();
  await put(store, "/a", "1");
  await put(store, "/a", "2");
  await put(store, "/a", null);
  assert.equal((await store.get("/a", { revision: 1 }))?.value.toString(), "1");
  assert.equal(await store.get("/a", { revision: 3 }), undefined);
  await store.compact(2);
  assert.equal((await store.get("/a", { revision: 2 }))?.value.toString(), "2");
  await assert.rejects(store.get("/a", { revision: 1 }), fault("Compacted"));
  await assert.rejects(store.list("/", { revision: 4 }), fault("FutureRevision"));
});

test("a list pages through a prefix in byte order", async () => {
  const store = createMemoryStore();
  for (const key of ["/p/b", "/p/a", "/q/a", "/p/c"]) await put(store, key, key);
  const page = await store.list("/p/", { limit: 2 });
  assert.deepEqual([page.entries.map((entry) => entry.key), page.more, page.revision], [["/p/a", "/p/b"], true, 4]);
  const rest = await store.list("/p/", { from: "/p/b\0", revision: page.revision });
  assert.deepEqual([rest.entries.map((entry) => entry.key), rest.more], [["/p/c"], false]);
});

test("a watch gets history, then live events before the commit resolves, and progress for other keys", async () => {
  const store = createMemoryStore();
  await put(store, "/p/a", "1");
  await put(store, "/p/a", "2");
  const seen = recorder();
  const watch = store.watch("/p/", 1, seen.sink);
  await put(store, "/p/b", "3");
  await put(store, "/q/b", "4");
  assert.deepEqual(
    seen.events.map((event) => [event.key, event.revision]),
    [
      ["/p/a", 2],
      ["/p/b", 3],
    ],
  );
  assert.equal(seen.progress.at(-1), 4);
  watch.close();
  await put(store, "/p/b", null);
  assert.equal(seen.events.length, 2);
});

test("a watch from a compacted revision ends with Compacted", async () => {
  const store = createMemoryStore();
  for (const text of ["1", "2", "3"]) await put(store, "/a", text);
  await store.compact(2);
  const [late, inTime] = [recorder(), recorder()];
  store.watch("/", 1, late.sink);
  store.watch("/", 2, inTime.sink);
  await store.progress();
  assert.equal(late.ends[0]?.fault.kind, "Compacted");
  assert.deepEqual(
    inTime.events.map((event) => event.revision),
    [3],
  );
});

test("keys of a lease go together when its time is over, unless they were written without it since", async () => {
  let now = 0;
  const store = createMemoryStore({ now: () => now });
  const lease = await store.lease(10);
  const value = Buffer.from("x");
  for (const key of ["/a", "/b", "/c"]) await store.commit({ preconditions: [], writes: [{ key, value, lease }] });
  await put(store, "/c", "kept");
  now = 9_999;
  await store.expireLeases();
  assert.equal((await store.list("/")).entries.length, 3);
  now = 10_000;
  const before = store.revision;
  await store.expireLeases();
  assert.deepEqual([(await store.list("/")).entries.map((entry) => entry.key), store.revision], [["/c"], before + 1]);
});
