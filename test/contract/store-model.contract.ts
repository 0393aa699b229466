/**
 * Random histories against a simple model: commits with right and wrong preconditions (alone and many at once), deletes, compactions,
 * restarts, lists and gets at any revision, and watches from any revision.
 */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type Commit, type Revision, type Store, StoreError } from "../../src/storage/store.js";
import fc from "../support/fast-check.js";
import { bytes, fault, RecordingSink, type StoreBackend, state } from "./store-support.js";

interface ModelEntry {
  readonly value: string;
  readonly revision: Revision;
}

type State = ReadonlyMap<string, ModelEntry>;

class Model {
  /** The state at every revision. */
  readonly states: State[] = [new Map()];
  readonly events: { readonly text: string; readonly key: string; readonly revision: Revision }[] = [];
  compacted = 0;

  get revision(): Revision {
    return this.states.length - 1;
  }

  /** As the store acknowledged it. */
  apply(commit: Commit, revision: Revision): void {
    const next = new Map(this.states[this.revision]);
    for (const { key, revision: expected } of commit.preconditions) {
      assert.equal(next.get(key)?.revision ?? 0, expected, `commit ${revision} held its preconditions`);
    }
    const changes = commit.writes.filter(({ key, value }) => value !== null || next.has(key));
    if (changes.length === 0) {
      assert.equal(revision, this.revision, "no change, no revision");
      return;
    }
    assert.equal(revision, this.revision + 1, "revisions have no holes");
    for (const { key, value } of changes) {
      if (value === null) {
        next.delete(key);
      } else {
        next.set(key, { value: String(value), revision });
      }
      this.events.push({ text: `${key}=${value}@${revision}`, key, revision });
    }
    this.states.push(next);
  }

  allows(commit: Commit): boolean {
    const current = this.states[this.revision];
    return commit.preconditions.every(({ key, revision }) => (current?.get(key)?.revision ?? 0) === revision);
  }

  /** Applied next, `commit` changes something and leaves nothing to change for the others. */
  makes(commit: Commit, others: readonly Commit[]): boolean {
    const current = this.states[this.revision];
    const exists = new Map(commit.writes.map(({ key, value }) => [key, value !== null]));
    const changes = commit.writes.some(({ key, value }) => value !== null || current?.has(key) === true);
    const nothingLeft = others.every(
      (other) =>
        other === commit ||
        other.writes.every(({ key, value }) => value === null && !(exists.get(key) ?? current?.has(key) === true)),
    );
    return changes && nothingLeft;
  }

  list(prefix: string, revision: Revision): string[] {
    return [...(this.states[revision] ?? [])]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => Buffer.compare(bytes(a), bytes(b)))
      .map(([key, entry]) => `${key}=${entry.value}@${entry.revision}`);
  }
}

const keys = ["/a/1", "/a/2", "/a/2x", "/a/é", "/b/1", "/b/1/c", "/b"];
const prefixes = ["/", "/a/", "/a/2", "/b", "/b/", "/none"];

const key = fc.constantFrom(...keys);
const prefix = fc.constantFrom(...prefixes);
const draft = fc.record({
  writes: fc.uniqueArray(fc.record({ key, kind: fc.constantFrom("put", "put", "delete") }), {
    selector: (write) => write.key,
    minLength: 1,
    maxLength: 3,
  }),
  /** Which keys to demand a revision of, and how far off the revision is. */
  demands: fc.uniqueArray(fc.record({ key, off: fc.constantFrom(0, 0, 0, 1, -1) }), {
    selector: (demand) => demand.key,
    maxLength: 2,
  }),
});
type Draft = typeof draft extends fc.Arbitrary<infer T> ? T : never;

/** A place in the kept history: 0 its beginning, 1 now. */
const place = fc.double({ min: 0, max: 1, noNaN: true });
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("commit" as const),
      drafts: fc.array(draft, { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("watch" as const), prefix, at: place }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("read" as const),
      prefix,
      at: place,
      limit: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("compact" as const), at: place }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("restart" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Watched {
  readonly sink: RecordingSink;
  readonly prefix: string;
  readonly from: Revision;
}

export function storeModelContract(backend: StoreBackend, runs: number): void {
  test(`${backend.name}: any history is as the model says`, async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => follow(backend, t, steps)),
      { numRuns: runs },
    );
  });
}

async function follow(backend: StoreBackend, t: TestContext, steps: readonly Step[]): Promise<void> {
  const model = new Model();
  let store = await backend.open(t);
  let watches: Watched[] = [];
  let counter = 0;
  for (const one of steps) {
    const at = "at" in one ? model.compacted + Math.round(one.at * (model.revision - model.compacted)) : 0;
    switch (one.do) {
      case "commit": {
        counter += 1;
        await commitAll(store, model, one.drafts, `v${counter}`);
        break;
      }
      case "watch": {
        const sink = new RecordingSink();
        store.watch(one.prefix, at, sink);
        watches.push({ sink, prefix: one.prefix, from: at });
        break;
      }
      case "read":
        await read(store, model, { prefix: one.prefix, at, limit: one.limit });
        break;
      case "compact":
        // Not under a watch that still catches up: it would rightly end.
        await store.progress();
        await store.compact(at);
        model.compacted = Math.max(model.compacted, at);
        assert.equal(store.compactedRevision, model.compacted);
        break;
      case "restart":
        await checkWatches(store, model, watches);
        watches = [];
        store = (await backend.reopen?.(store)) ?? store;
    }
    assert.equal(store.revision, model.revision);
  }
  await checkWatches(store, model, watches);
  for (let revision = model.compacted; revision <= model.revision; revision++) {
    assert.deepEqual(await state(store, "/", revision), model.list("/", revision), `the state at ${revision}`);
  }
  await store.close();
}

/** All at once; the model then takes the accepted ones in the order of their revisions. */
async function commitAll(store: Store, model: Model, drafts: readonly Draft[], text: string): Promise<void> {
  const current = model.states[model.revision];
  const commits = drafts.map(
    ({ writes, demands }, at): Commit => ({
      preconditions: demands.map((demand) => {
        const revision = current?.get(demand.key)?.revision ?? 0;
        return { key: demand.key, revision: Math.max(0, revision + demand.off) };
      }),
      writes: writes.map((write) => ({
        key: write.key,
        value: write.kind === "delete" ? null : bytes(`${text}.${at}`),
      })),
    }),
  );
  const results = await Promise.allSettled(commits.map((commit) => store.commit(commit)));
  const accepted = results.flatMap((result, at) => {
    const commit = commits[at];
    return result.status === "fulfilled" && commit ? [{ commit, revision: result.value }] : [];
  });
  const changing = new Map<Revision, Commit>();
  for (const { commit, revision } of accepted) {
    if (revision > model.revision && !changing.has(revision)) {
      changing.set(revision, commit);
    }
  }
  if (commits.length === 1 && commits[0]) {
    assert.equal(accepted.length === 1, model.allows(commits[0]), "accepted exactly when the preconditions hold");
  }
  for (const revision of [...changing.keys()].sort((a, b) => a - b)) {
    const candidates = accepted.filter((one) => one.revision === revision).map((one) => one.commit);
    // Beside the one that made the revision there may be deletes that changed nothing any more and returned it; their preconditions may
    // hold since then only.
    const commit = candidates.find((one) => model.allows(one) && model.makes(one, candidates));
    assert(commit);
    model.apply(commit, revision);
  }
  for (const result of results) {
    assert(result.status === "fulfilled" || result.reason instanceof StoreError, "only StoreErrors");
  }
}

async function read(
  store: Store,
  model: Model,
  { prefix: under, at, limit }: { prefix: string; at: Revision; limit: number },
): Promise<void> {
  const expected = model.list(under, at);
  assert.deepEqual(await state(store, under, at), expected);
  const page = await store.list(under, { revision: at, limit });
  assert.equal(page.entries.length, Math.min(limit, expected.length));
  assert.equal(page.more, expected.length > limit);
  for (const name of keys) {
    const entry = await store.get(name, { revision: at });
    assert.equal(entry?.revision, model.states[at]?.get(name)?.revision, `${name} at ${at}`);
    assert.equal(entry === undefined ? undefined : String(entry.value), model.states[at]?.get(name)?.value);
  }
  if (model.compacted > 0) {
    await assert.rejects(store.list(under, { revision: model.compacted - 1 }), fault("Compacted"));
  }
}

async function checkWatches(store: Store, model: Model, watches: readonly Watched[]): Promise<void> {
  await store.progress();
  for (const { sink, prefix: under, from } of watches) {
    const expected = model.events.filter((event) => event.key.startsWith(under) && event.revision > from);
    assert.deepEqual(
      inOrder(sink.seen),
      inOrder(expected.map((event) => event.text)),
      `watch of ${under} from ${from}`,
    );
  }
}

/** By revision (the sink itself has seen to it that they came so), then by text: a commit has no order in itself. */
function inOrder(events: readonly string[]): readonly string[] {
  const revision = (event: string) => Number(event.slice(event.lastIndexOf("@") + 1));
  return [...events].sort((a, b) => revision(a) - revision(b) || (a < b ? -1 : 1));
}
