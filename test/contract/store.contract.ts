/** Every promise of src/storage/store.ts, for whatever store keeps it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Revision, Write } from "../../src/storage/store.js";
import { bytes, fault, put, RecordingSink, remove, type StoreBackend, state } from "./store-support.js";
import { storeWatchContract } from "./store-watch.contract.js";

export function storeContract(backend: StoreBackend): void {
  readsAndWrites(backend);
  preconditions(backend);
  lists(backend);
  history(backend);
  storeWatchContract(backend);
  leases(backend);
  ends(backend);
}

function readsAndWrites(backend: StoreBackend): void {
  test(`${backend.name}: an empty store is at revision 0 and the first commit gets 1`, async (t) => {
    const store = await backend.open(t);
    assert.equal(store.revision, 0);
    assert.equal(store.compactedRevision, 0);
    assert.equal(await put(store, "/a", "1"), 1);
    assert.equal(store.revision, 1);
  });

  test(`${backend.name}: what was committed is read back, byte for byte`, async (t) => {
    const store = await backend.open(t);
    const value = Buffer.from(Array.from({ length: 70_000 }, (_, at) => at % 256));
    const revision = await store.commit({ preconditions: [], writes: [{ key: "/big", value }] });
    assert.deepEqual(await store.get("/big"), { key: "/big", value, revision });
    await put(store, "/empty", "");
    assert.equal((await store.get("/empty"))?.value.length, 0);
    assert.equal(await store.get("/none"), undefined);
    assert.equal(await store.get("/"), undefined);
    const long = "/x".repeat(5000);
    assert.equal(await store.get(long), undefined);
    assert.deepEqual((await store.list(long)).entries, []);
    assert.deepEqual((await store.list("/", { from: long })).entries, []);
    await assert.rejects(put(store, long, "x"), fault("TooLarge"));
  });

  test(`${backend.name}: all writes of a commit get one revision`, async (t) => {
    const store = await backend.open(t);
    await put(store, "/gone", "1");
    const writes: Write[] = [
      { key: "/a", value: bytes("a") },
      { key: "/b", value: bytes("b") },
      { key: "/gone", value: null },
    ];
    assert.equal(await store.commit({ preconditions: [], writes }), 2);
    assert.deepEqual(await state(store, "/"), ["/a=a@2", "/b=b@2"]);
  });

  test(`${backend.name}: a commit without writes changes nothing and returns the current revision`, async (t) => {
    const store = await backend.open(t);
    await put(store, "/a", "1");
    assert.equal(await store.commit({ preconditions: [{ key: "/a", revision: 1 }], writes: [] }), 1);
    await assert.rejects(store.commit({ preconditions: [{ key: "/a", revision: 0 }], writes: [] }), fault("KeyExists"));
    assert.equal(store.revision, 1);
  });

  test(`${backend.name}: deleting a key that does not exist is no change`, async (t) => {
    const store = await backend.open(t);
    await put(store, "/a", "1");
    assert.equal(await remove(store, "/none"), 1);
    assert.equal(store.revision, 1);
  });

  test(`${backend.name}: concurrent commits get distinct revisions without holes`, async (t) => {
    const store = await backend.open(t);
    const revisions = await Promise.all(Array.from({ length: 200 }, (_, at) => put(store, `/k${at}`, `${at}`)));
    assert.deepEqual(
      [...revisions].sort((a, b) => a - b),
      Array.from({ length: 200 }, (_, at) => at + 1),
    );
    for (const [at, revision] of revisions.entries()) {
      assert.deepEqual(await store.get(`/k${at}`), { key: `/k${at}`, value: bytes(`${at}`), revision });
    }
  });

  test(`${backend.name}: a value over the limit is refused and nothing of its commit is written`, async (t) => {
    const store = await backend.open(t);
    const value = Buffer.alloc(backend.maxValueBytes + 1);
    const writes = [
      { key: "/small", value: bytes("x") },
      { key: "/large", value },
    ];
    await assert.rejects(store.commit({ preconditions: [], writes }), fault("TooLarge"));
    assert.deepEqual(await state(store, "/"), []);
    assert.equal(store.revision, 0);
    writes[1] = { key: "/large", value: value.subarray(1) };
    assert.equal(await store.commit({ preconditions: [], writes }), 1);
  });

  test(`${backend.name}: what a reader was given does not change under it`, async (t) => {
    const store = await backend.open(t);
    await put(store, "/a", "old value");
    const got = await store.get("/a");
    const listed = (await store.list("/")).entries[0];
    await put(store, "/a", "NEW VALUE");
    await put(store, "/b", "another one");
    await store.compact(store.revision);
    assert.equal(String(got?.value), "old value");
    assert.equal(String(listed?.value), "old value");
  });
}

function preconditions(backend: StoreBackend): void {
  test(`${backend.name}: a precondition names the fault and a failed one changes nothing`, async (t) => {
    const store = await backend.open(t);
    await put(store, "/a", "1");
    const write = [{ key: "/a", value: bytes("2") }];
    const attempt = (key: string, revision: Revision) =>
      store.commit({ preconditions: [{ key, revision }], writes: write });
    await assert.rejects(attempt("/a", 0), fault("KeyExists"));
    await assert.rejects(attempt("/none", 1), fault("KeyNotFound"));
    await assert.rejects(attempt("/a", 7), fault("RevisionConflict"));
    assert.deepEqual(await state(store, "/"), ["/a=1@1"]);
    assert.equal(await attempt("/a", 1), 2);
    assert.equal(await attempt("/none", 0), 3);
  });

  test(`${backend.name}: of many creates of one key at once exactly one wins`, async (t) => {
    const store = await backend.open(t);
    const create = (text: string) =>
      store.commit({ preconditions: [{ key: "/a", revision: 0 }], writes: [{ key: "/a", value: bytes(text) }] });
    const results = await Promise.allSettled(Array.from({ length: 50 }, (_, at) => create(`${at}`)));
    assert.equal(results.filter((result) => result.status === "fulfilled").length, 1);
    for (const result of results) {
      assert(result.status === "fulfilled" || fault("KeyExists")(result.reason));
    }
  });

  test(`${backend.name}: concurrent read-modify-write loops lose no update`, async (t) => {
    const store = await backend.open(t);
    await put(store, "/n", "0");
    const increment = async (): Promise<void> => {
      for (;;) {
        const entry = await store.get("/n");
        assert(entry);
        const value = bytes(String(Number(entry.value) + 1));
        const preconditions = [{ key: "/n", revision: entry.revision }];
        try {
          await store.commit({ preconditions, writes: [{ key: "/n", value }] });
          return;
        } catch (error) {
          fault("RevisionConflict")(error);
        }
      }
    };
    await Promise.all(Array.from({ length: 30 }, increment));
    assert.equal(String((await store.get("/n"))?.value), "30");
  });

  test(`${backend.name}: a read sees nothing that is not acknowledged`, async (t) => {
    const store = await backend.open(t);
    await put(store, "/a", "1");
    await put(store, "/b", "1");
    let acknowledged = false;
    const writes = [
      { key: "/a", value: null },
      { key: "/b", value: bytes("2") },
      { key: "/c", value: bytes("2") },
    ];
    const committed = store.commit({ preconditions: [], writes }).then(() => {
      acknowledged = true;
    });
    for (;;) {
      const listed = await state(store, "/");
      const a = await store.get("/a");
      if (acknowledged) {
        break;
      }
      assert.deepEqual(listed, ["/a=1@1", "/b=1@2"]);
      assert.equal(a?.revision, 1);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await committed;
    assert.deepEqual(await state(store, "/"), ["/b=2@3", "/c=2@3"]);
  });
}

function lists(backend: StoreBackend): void {
  test(`${backend.name}: a list is in byte order of the keys' UTF-8 and ends with its prefix`, async (t) => {
    const store = await backend.open(t);
    // U+FFFD sorts after U+1F600 in UTF-16 and before it in UTF-8.
    const keys = ["/p/\u{1f600}", "/p/\ufffd", "/p/é", "/p/z", "/p/a/b", "/p/a", "/p/a-", "/p", "/o/x", "/q/x", "/p0"];
    await Promise.all(keys.map((key) => put(store, key, "v")));
    const { entries } = await store.list("/p/");
    const expected = keys.filter((key) => key.startsWith("/p/")).sort((a, b) => Buffer.compare(bytes(a), bytes(b)));
    assert.deepEqual(
      entries.map((entry) => entry.key),
      expected,
    );
    assert.equal((await store.list("")).entries.length, keys.length);
    assert.deepEqual((await store.list("/nothing/")).entries, []);
  });

  test(`${backend.name}: pages put together are the whole list, at a revision that stays`, async (t) => {
    const store = await backend.open(t);
    const keys = Array.from({ length: 57 }, (_, at) => `/p/${String(at).padStart(3, "0")}`);
    await Promise.all(keys.map((key) => put(store, key, "old")));
    const { revision } = store;
    const found: string[] = [];
    let from: string | undefined;
    let pages = 0;
    do {
      const page = await store.list("/p/", { revision, limit: 10, ...(from === undefined ? {} : { from }) });
      assert.equal(page.revision, revision);
      found.push(...page.entries.map((entry) => `${entry.key}=${entry.value}`));
      from = page.more ? `${page.entries.at(-1)?.key}\0` : undefined;
      pages += 1;
      await put(store, `/p/${String(pages * 7).padStart(3, "0")}`, "new");
      await remove(store, `/p/${String(pages * 9).padStart(3, "0")}`);
      await put(store, `/p/${String(pages * 11).padStart(3, "0")}x`, "new");
    } while (from !== undefined);
    assert.equal(pages, 6);
    assert.deepEqual(
      found,
      keys.map((key) => `${key}=old`),
    );
  });

  test(`${backend.name}: a limit that is just met has no more`, async (t) => {
    const store = await backend.open(t);
    await Promise.all(["/a", "/b", "/c"].map((key) => put(store, key, "v")));
    assert.equal((await store.list("/", { limit: 3 })).more, false);
    const two = await store.list("/", { limit: 2, from: "/b" });
    assert.deepEqual([two.entries.map((entry) => entry.key), two.more], [["/b", "/c"], false]);
    assert.equal((await store.list("/", { limit: 2 })).more, true);
  });
}

function history(backend: StoreBackend): void {
  test(`${backend.name}: every past state can be read until it is compacted`, async (t) => {
    const store = await backend.open(t);
    await put(store, "/k", "v1");
    await put(store, "/other", "x");
    await put(store, "/k", "v3");
    await remove(store, "/k");
    await put(store, "/k", "v5");
    const states = [[], ["/k=v1@1"], ["/k=v1@1"], ["/k=v3@3"], [], ["/k=v5@5"]];
    for (const [revision, expected] of states.entries()) {
      assert.deepEqual(await state(store, "/k", revision), expected, `list at ${revision}`);
      const entry = await store.get("/k", { revision });
      assert.deepEqual(entry ? [`/k=${entry.value}@${entry.revision}`] : [], expected, `get at ${revision}`);
    }
    await store.compact(3);
    assert.equal(store.compactedRevision, 3);
    for (const [revision, expected] of states.entries()) {
      if (revision < 3) {
        await assert.rejects(store.list("/", { revision }), fault("Compacted"));
        await assert.rejects(store.get("/k", { revision }), fault("Compacted"));
      } else {
        assert.deepEqual(await state(store, "/k", revision), expected, `list at ${revision} after compaction`);
      }
    }
  });

  test(`${backend.name}: compaction keeps live keys, goes up to the newest revision, and never back`, async (t) => {
    const store = await backend.open(t);
    await Promise.all(Array.from({ length: 1000 }, (_, at) => put(store, `/k${at % 100}`, `${at}`)));
    const before = await state(store, "/");
    await Promise.all([store.compact(500), store.compact(1000), store.compact(200)]);
    assert.equal(store.compactedRevision, 1000);
    assert.deepEqual(await state(store, "/"), before);
    assert.equal(await put(store, "/next", "x"), 1001);
    await assert.rejects(store.compact(1002), fault("FutureRevision"));
  });

  test(`${backend.name}: a revision that has not come yet cannot be read`, async (t) => {
    const store = await backend.open(t);
    await put(store, "/a", "1");
    await assert.rejects(store.list("/", { revision: 2 }), fault("FutureRevision"));
    await assert.rejects(store.get("/a", { revision: 2 }), fault("FutureRevision"));
  });
}

function leases(backend: StoreBackend): void {
  const { advance } = backend;
  if (advance === undefined) {
    return;
  }
  test(`${backend.name}: the keys of an ended lease go in one commit, and only those it still holds`, async (t) => {
    const store = await backend.open(t);
    const short = await store.lease(10);
    const long = await store.lease(100);
    await put(store, "/a", "short", short);
    await put(store, "/b", "short", short);
    await put(store, "/freed", "short", short);
    await put(store, "/freed", "no lease any more");
    await put(store, "/moved", "short", short);
    await put(store, "/moved", "long", long);
    await put(store, "/long", "long", long);
    const sink = new RecordingSink();
    const before = store.revision;
    store.watch("/", before, sink);
    await advance(store, 5);
    assert.equal(store.revision, before);
    await advance(store, 6);
    await sink.until(({ seen }) => seen.length === 2);
    assert.deepEqual(sink.seen, [`/a=null@${before + 1}`, `/b=null@${before + 1}`]);
    assert.deepEqual(await state(store, "/m"), [`/moved=long@${before - 1}`]);
    await assert.rejects(put(store, "/late", "x", short), fault("KeyNotFound"));
    await advance(store, 100);
    await sink.until(({ seen }) => seen.length === 4);
    assert.deepEqual(await state(store, "/"), [`/freed=no lease any more@${4}`]);
  });

  const { reopen } = backend;
  if (reopen !== undefined) {
    test(`${backend.name}: a lease lives through a restart`, async (t) => {
      const store = await backend.open(t);
      const lease = await store.lease(10);
      await put(store, "/a", "leased", lease);
      const again = await reopen(store);
      assert.deepEqual(await state(again, "/"), ["/a=leased@1"]);
      const sink = new RecordingSink();
      again.watch("/", 1, sink);
      await advance(again, 11);
      await sink.until(({ seen }) => seen.length === 1);
      assert.deepEqual(sink.seen, ["/a=null@2"]);
      assert((await again.lease(1)) > lease, "an id is not given out twice");
    });
  }
}

function ends(backend: StoreBackend): void {
  test(`${backend.name}: close waits for accepted commits, ends watches, and may be called twice`, async (t) => {
    const store = await backend.open(t);
    const sink = new RecordingSink();
    store.watch("/", 0, sink);
    const committed = put(store, "/a", "1");
    await Promise.all([store.close(), store.close()]);
    assert.equal(await committed, 1);
    assert.equal(sink.ended, "closed");
    await assert.rejects(put(store, "/a", "2"), fault("Unavailable"));
    await assert.rejects(store.get("/a"), fault("Unavailable"));
    await assert.rejects(store.list("/"), fault("Unavailable"));
  });

  const { reopen } = backend;
  if (reopen !== undefined) {
    test(`${backend.name}: everything is there after a restart, history and revision included`, async (t) => {
      const store = await backend.open(t);
      await put(store, "/a", "1");
      await put(store, "/a", "2");
      await put(store, "/b", "1");
      await remove(store, "/b");
      await store.compact(1);
      const again = await reopen(store);
      assert.equal(again.revision, 4);
      assert.equal(again.compactedRevision, 1);
      assert.deepEqual(await state(again, "/", 3), ["/a=2@2", "/b=1@3"]);
      assert.equal(await put(again, "/c", "1"), 5);
    });
  }
}
