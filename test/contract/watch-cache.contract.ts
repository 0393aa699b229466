/**
 * Watches against a reference model: whatever is written, compacted, blocked and resumed, every watcher sees exactly the events that the
 * whole history predicts for its start, prefix and filter, in order and once, or is told `Compacted` when the store has lost them.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Revision, Store } from "../../src/storage/store.js";
import type { CacheWatch, EntryFilter, WatchCache } from "../../src/storage/watchcache/watch-cache.js";
import fc from "../support/fast-check.js";
import {
  fieldFilter,
  HEAD,
  labelFilter,
  labelNotFilter,
  loadedCache,
  type RecordingSink,
  recordingSink,
  type SeenEvent,
  settled,
  stored,
  type Thing,
  write,
} from "../support/store/watch-cache-rig.js";

export interface WatchCacheBackend {
  readonly name: string;
  /** An empty store; `close` closes and removes it. */
  open(): Promise<{ readonly store: Store; close(): Promise<void> }>;
  readonly runs: number;
}

export function watchCacheContract(backend: WatchCacheBackend): void {
  test(`watch cache over ${backend.name}: every watcher sees what the history predicts, in order, once`, async (t) => {
    const ends = { cut: 0, whole: 0 };
    const operations = fc.array(operation, { minLength: 40, maxLength: 120, size: "max" });
    await fc.assert(
      fc.asyncProperty(operations, fc.nat(8), async (operations, ringSize) => {
        const { store, close } = await backend.open();
        const run = new Run(store, await loadedCache(store, { ringSize, logBatchEvents: 3 }));
        try {
          for (const operation of operations) {
            await run.apply(operation);
            run.checkAll();
          }
          for (const watch of run.watches) run.steer("resume", watch);
          await run.idle();
          run.checkIdle();
          for (const watch of run.watches) ends[watch.sink.ends.length > 0 ? "cut" : "whole"]++;
        } finally {
          run.cache.close();
          await close();
        }
      }),
      { numRuns: backend.runs },
    );
    t.diagnostic(`watches: ${ends.cut} cut, ${ends.whole} whole`);
    // Both ways must have been gone, or the test shows nothing.
    assert.ok(ends.cut > backend.runs / 10 && ends.whole > backend.runs, JSON.stringify(ends));
  });
}

/** A filter and the same rule over the model's things. */
interface Rule {
  readonly filter: EntryFilter | undefined;
  readonly allows: (key: string, thing: Thing) => boolean;
}

const rules: readonly Rule[] = [
  { filter: undefined, allows: () => true },
  { filter: labelFilter("app", "a"), allows: (_key, thing) => thing.labels?.app === "a" },
  { filter: labelFilter("app", "b"), allows: (_key, thing) => thing.labels?.app === "b" },
  { filter: labelNotFilter("app", "a"), allows: (_key, thing) => thing.labels?.app !== "a" },
  { filter: fieldFilter("spec.node", "n1"), allows: (_key, thing) => thing.node === "n1" },
  { filter: fieldFilter("metadata.name", "t1"), allows: (key) => key.endsWith("/t1") },
];
const prefixes = ["", "ns-0/", "ns-1/"];

interface ModelChange {
  readonly revision: Revision;
  readonly key: string;
  readonly before: Thing | null;
  readonly after: Thing | null;
}

interface ModelWatch {
  readonly from: Revision;
  readonly prefix: string;
  readonly rule: Rule;
  readonly sink: RecordingSink;
  handle: CacheWatch;
  open: boolean;
  blocked: boolean;
}

const key = fc.tuple(fc.nat(1), fc.nat(3)).map(([space, name]) => `ns-${space}/t${name}`);
const thing = fc.record({
  labels: fc.constantFrom({}, { app: "a" }, { app: "b" }),
  node: fc.constantFrom("n1", "n2"),
});
const operation = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant("write" as const),
      things: fc.dictionary(key, fc.option(thing, { nil: null, freq: 2 }), { minKeys: 1, maxKeys: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("write elsewhere" as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("watch" as const),
      prefix: fc.constantFrom(...prefixes),
      rule: fc.nat(rules.length - 1),
      back: fc.integer({ min: -2, max: 15 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("block" as const), watch: fc.nat() }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("resume" as const), watch: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("close" as const), watch: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("compact" as const), back: fc.nat(12) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("settle" as const) }) },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

class Run {
  readonly store: Store;
  readonly history: ModelChange[] = [];
  readonly things = new Map<string, Thing>();
  readonly watches: ModelWatch[] = [];
  readonly cache: WatchCache;

  constructor(store: Store, cache: WatchCache) {
    this.store = store;
    this.cache = cache;
  }

  async apply(operation: Operation): Promise<void> {
    switch (operation.do) {
      case "write":
        return this.write(operation.things);
      case "write elsewhere":
        await this.store.commit({
          preconditions: [],
          writes: [{ key: "/registry/others/x", value: Buffer.from("1") }],
        });
        return;
      case "watch":
        return this.watch(
          operation.prefix,
          rules[operation.rule] as Rule,
          Math.max(0, this.store.revision - operation.back),
        );
      case "compact":
        return this.store.compact(Math.max(0, this.store.revision - operation.back));
      case "settle":
        await this.idle();
        this.checkIdle();
        return;
      default:
        this.steer(operation.do, this.watches[operation.watch % Math.max(this.watches.length, 1)]);
    }
  }

  async write(things: Readonly<Record<string, Thing | null>>): Promise<void> {
    const revision = this.store.revision + 1;
    // Into the model first: sinks are called, and check themselves, inside the commit.
    for (const [key, after] of Object.entries(things)) {
      const before = this.things.get(key) ?? null;
      if (before === null && after === null) continue;
      this.history.push({ revision, key, before, after });
      if (after === null) this.things.delete(key);
      else this.things.set(key, after);
    }
    await write(this.store, things);
  }

  watch(prefix: string, rule: Rule, from: Revision): void {
    const sink = recordingSink();
    const filter = rule.filter === undefined ? {} : { filter: rule.filter };
    const handle = this.cache.watch({ from, prefix, ...filter }, sink);
    const watch: ModelWatch = { from, prefix, rule, sink, handle, open: true, blocked: false };
    sink.accept = () => {
      this.checkClaim(watch);
      return !watch.blocked;
    };
    this.watches.push(watch);
  }

  steer(action: "block" | "resume" | "close", watch: ModelWatch | undefined): void {
    if (watch === undefined) return;
    if (action === "block") watch.blocked = true;
    else if (action === "resume") {
      watch.blocked = false;
      watch.handle.resume();
    } else {
      watch.handle.close();
      // One that was cut before stays cut.
      watch.open = watch.sink.ends.length > 0;
    }
  }

  /** Waits until nothing is under way: whoever may go on has come to the end or was cut. */
  async idle(): Promise<void> {
    const isUnderWay = (watch: ModelWatch): boolean =>
      watch.open && !watch.blocked && watch.sink.ends.length === 0 && watch.handle.revision < this.store.revision;
    await settled();
    for (let wait = 0; wait < 1_000 && this.watches.some(isUnderWay); wait++) await settled();
  }

  /** What the history says the watch sees, from its start to now. */
  expected(watch: ModelWatch): SeenEvent[] {
    return this.history.flatMap(({ revision, key, before, after }) => {
      if (revision <= watch.from || !key.startsWith(watch.prefix)) return [];
      const was = before !== null && watch.rule.allows(key, before);
      const is = after !== null && watch.rule.allows(key, after);
      if (!was && !is) return [];
      const told = is ? after : before;
      const type = is ? (was ? "MODIFIED" : "ADDED") : "DELETED";
      return [{ type, key, revision, json: served(key, told ?? {}, revision) } as const];
    });
  }

  /** A watch's revision never claims an event that was not handed over. */
  checkClaim(watch: ModelWatch): void {
    const claimed = this.expected(watch).filter((event) => event.revision <= watch.handle.revision);
    assert.ok(
      watch.sink.seen.length >= claimed.length,
      `claims ${watch.handle.revision}, saw ${watch.sink.seen.length}`,
    );
  }

  checkAll(): void {
    for (const watch of this.watches) {
      assert.deepEqual(watch.sink.seen, this.expected(watch).slice(0, watch.sink.seen.length));
      if (watch.sink.ends.length === 0 && watch.open) this.checkClaim(watch);
    }
  }

  /** When nothing is under way, a watch that nobody blocks has seen everything, or was cut for a reason. */
  checkIdle(): void {
    this.checkAll();
    for (const watch of this.watches) {
      if (!watch.open) assert.equal(watch.sink.ends.length, 0);
      else if (watch.sink.ends.length > 0) this.checkCut(watch);
      else if (!watch.blocked) {
        assert.deepEqual(watch.sink.seen, this.expected(watch));
        assert.equal(watch.handle.revision, Math.max(watch.from, this.store.revision));
      }
    }
  }

  checkCut(watch: ModelWatch): void {
    assert.equal(watch.sink.ends.length, 1);
    assert.equal(watch.sink.ends[0]?.fault.kind, "Compacted");
    assert.ok(watch.handle.revision < this.store.compactedRevision);
  }
}

function served(key: string, thing: Thing, revision: Revision): string {
  return `${HEAD}"resourceVersion":"${revision}",${stored(key, thing).toString().slice(HEAD.length)}`;
}
