/** The store contract's promises about watches and progress. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes, fault, put, RecordingSink, remove, type StoreBackend } from "./store-support.js";

export function storeWatchContract(backend: StoreBackend): void {
  test(`${backend.name}: a watch delivers history after its revision and then goes on live`, async (t) => {
    const store = await backend.open(t);
    await put(store, "/p/a", "1");
    await put(store, "/p/a", "2");
    await put(store, "/q/a", "x");
    await remove(store, "/p/a");
    const all = new RecordingSink();
    const late = new RecordingSink();
    store.watch("/p/", 0, all);
    store.watch("/p/", 2, late);
    await put(store, "/p/b", "5");
    await put(store, "/q/b", "x");
    assert.equal(await store.progress(), 6);
    assert.deepEqual(all.seen, ["/p/a=1@1", "/p/a=2@2", "/p/a=null@4", "/p/b=5@5"]);
    assert.deepEqual(late.seen, ["/p/a=null@4", "/p/b=5@5"]);
    assert.equal(all.revision, 6);
  });

  test(`${backend.name}: every watcher has its events when the commit resolves`, async (t) => {
    const store = await backend.open(t);
    const sinks = [new RecordingSink(), new RecordingSink()];
    for (const sink of sinks) {
      store.watch("/", 0, sink);
    }
    await Promise.all(
      Array.from({ length: 50 }, async (_, at) => {
        const revision = await put(store, `/k${at}`, "v");
        for (const sink of sinks) {
          assert(sink.seen.includes(`/k${at}=v@${revision}`), `revision ${revision} before it is acknowledged`);
        }
      }),
    );
  });

  test(`${backend.name}: nothing is delivered before watch() has returned`, async (t) => {
    const store = await backend.open(t);
    await put(store, "/a", "1");
    const sink = new RecordingSink();
    store.watch("/", 0, sink);
    assert.deepEqual(sink.seen, []);
    await sink.until(({ seen }) => seen.length === 1);
  });

  test(`${backend.name}: a watch that starts amid writes has neither gap nor repeat`, async (t) => {
    const store = await backend.open(t);
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let step = 0; step < 100; step++) {
        const key = `/w${writer}/${step % 7}`;
        await (step % 5 === 4 ? remove(store, key) : put(store, key, `${step}`));
      }
    });
    const sinks: RecordingSink[] = [];
    const opener = async () => {
      for (let at = 0; at < 20; at++) {
        const sink = new RecordingSink();
        store.watch("/", 0, sink);
        sinks.push(sink);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await Promise.all([...writers, opener()]);
    await store.progress();
    const reference = new RecordingSink();
    store.watch("/", 0, reference);
    await store.progress();
    assert(reference.seen.length > 600);
    for (const sink of sinks) {
      assert.deepEqual(sink.seen, reference.seen);
    }
  });

  test(`${backend.name}: a commit of many keys is delivered whole`, async (t) => {
    const store = await backend.open(t);
    const writes = Array.from({ length: 1200 }, (_, at) => ({ key: `/k${at}`, value: bytes("v") }));
    await store.commit({ preconditions: [], writes });
    await put(store, "/next", "v");
    const sink = new RecordingSink();
    store.watch("/", 0, sink);
    await store.progress();
    assert.equal(sink.seen.length, 1201);
    assert.equal(sink.seen.at(-1), "/next=v@2");
  });

  test(`${backend.name}: a watch from a compacted revision ends with Compacted, one from its edge does not`, async (t) => {
    const store = await backend.open(t);
    for (let at = 1; at <= 5; at++) {
      await put(store, "/a", `${at}`);
    }
    await store.compact(3);
    const gone = new RecordingSink();
    const edge = new RecordingSink();
    store.watch("/", 2, gone);
    store.watch("/", 3, edge);
    await gone.until(({ ended }) => ended !== undefined);
    assert(fault("Compacted")(gone.ended));
    assert.deepEqual(gone.seen, []);
    await store.progress();
    assert.deepEqual(edge.seen, ["/a=4@4", "/a=5@5"]);
    assert.equal(edge.ended, undefined);
  });

  test(`${backend.name}: a watch that compaction overtakes has no gap before it ends with Compacted`, async (t) => {
    const store = await backend.open(t);
    await Promise.all(Array.from({ length: 3000 }, (_, at) => put(store, `/k${at}`, "v")));
    const sinks = Array.from({ length: 5 }, () => new RecordingSink());
    for (const sink of sinks) {
      store.watch("/", 0, sink);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await store.compact(2900);
    await store.progress();
    for (const { seen, ended } of sinks) {
      const revisions = seen.map((event) => Number(event.split("@")[1]));
      assert.deepEqual(
        revisions,
        Array.from({ length: revisions.length }, (_, at) => at + 1),
      );
      assert(ended === undefined ? revisions.length === 3000 : fault("Compacted")(ended));
    }
  });

  test(`${backend.name}: compaction does not disturb a watch that is up to date`, async (t) => {
    const store = await backend.open(t);
    const sink = new RecordingSink();
    store.watch("/", 0, sink);
    await put(store, "/a", "1");
    await store.compact(1);
    await put(store, "/a", "2");
    assert.deepEqual(sink.seen, ["/a=1@1", "/a=2@2"]);
  });

  test(`${backend.name}: a closed watch hears nothing more, not even its end`, async (t) => {
    const store = await backend.open(t);
    await put(store, "/a", "1");
    const live = new RecordingSink();
    const catchingUp = new RecordingSink();
    const watch = store.watch("/", 1, live);
    const early = store.watch("/", 0, catchingUp);
    watch.close();
    early.close();
    watch.close();
    await put(store, "/a", "2");
    await store.progress();
    assert.deepEqual([live.seen, catchingUp.seen, live.ended], [[], [], undefined]);
  });

  test(`${backend.name}: a watch may be closed and opened from within a delivery`, async (t) => {
    const store = await backend.open(t);
    const second = new RecordingSink();
    let watch = { close() {} };
    const first = new (class extends RecordingSink {
      override events(batch: Parameters<RecordingSink["events"]>[0]): void {
        super.events(batch);
        watch.close();
        store.watch("/", 1, second);
      }
    })();
    watch = store.watch("/", 0, first);
    await put(store, "/a", "1");
    await put(store, "/b", "2");
    await store.progress();
    assert.deepEqual([first.seen, second.seen], [["/a=1@1"], ["/b=2@2"]]);
  });

  test(`${backend.name}: progress reaches at least the newest acknowledged revision and tells every watcher`, async (t) => {
    const store = await backend.open(t);
    const sink = new RecordingSink();
    store.watch("/quiet/", 0, sink);
    const revision = await put(store, "/other", "1");
    assert((await store.progress()) >= revision);
    assert(sink.revision >= revision);
    assert.deepEqual(sink.seen, []);
  });
}
