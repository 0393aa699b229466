/** The server's own lease: made anew, renewed on time, and those of dead servers taken away; the shape is kube-apiserver's recorded one. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import {
  collectIdentityLeases,
  holdIdentityLease,
  type IdentityLeases,
  serverIdentity,
} from "../../../src/controlplane/identity-lease.js";
import { ownWrite } from "../../../src/controlplane/own-writes.js";
import { lease as leaseDefinition } from "../../../src/generated/coordination.k8s.io/lease.js";
import type { KubeObject } from "../../../src/meta/object.js";
import { createRestStorage } from "../../../src/registry/rest-storage.js";
import { createObject } from "../../../src/registry/write/create.js";
import { StoreError } from "../../../src/storage/store.js";
import { HotBytes } from "../../../src/storage/watchcache/hot-bytes.js";
import { createMemoryStore } from "../../support/store/memory-store.js";

const answers = new URL("../../../../test/http/answers/storage-versions.json", import.meta.url);
const recorded = JSON.parse(readFileSync(answers, "utf8")) as {
  readonly hostname: string;
  readonly identity: string;
  readonly lease: KubeObject;
};

const startMs = Date.parse("2026-11-21T00:50:35.269Z");

interface Rig extends IdentityLeases {
  /** Lets time pass; runs what is due. */
  pass(ms: number): Promise<void>;
  read(name: string): KubeObject | undefined;
  write(lease: object): Promise<unknown>;
  readonly running: number;
  readonly faults: readonly unknown[];
}

function rig(): Rig {
  let nowMs = startMs;
  const timers = new Map<() => void, { readonly everyMs: number; nextMs: number }>();
  const faults: unknown[] = [];
  let names = 0;
  const store = createMemoryStore({ now: () => nowMs });
  const leases = createRestStorage(
    {
      store,
      now: () => nowMs,
      newUid: () => `uid-${names++}`,
      newNameSuffix: () => "xxxxx",
      admit: () => {},
      admitsUpdates: false,
      ringSize: 16,
      hotBytes: new HotBytes(),
    },
    leaseDefinition,
  );
  return {
    leases,
    hostname: recorded.hostname,
    processId: "0b489edc-cd77-4f82-a956-96285e08f6f1",
    now: () => nowMs,
    every: (everyMs, run) => {
      timers.set(run, { everyMs, nextMs: nowMs + everyMs });
      return () => timers.delete(run);
    },
    onFault: (error) => faults.push(error),
    faults,
    get running() {
      return timers.size;
    },
    pass: async (ms) => {
      nowMs += ms;
      for (const [run, timer] of timers) {
        if (timer.nextMs > nowMs) continue;
        timer.nextMs = nowMs + timer.everyMs;
        run();
      }
      // what a timer starts has no promise to wait for
      await new Promise((resolve) => setImmediate(resolve));
    },
    read: (name) => leases.cache?.get(`kube-system/${name}`)?.object(),
    write: async (lease) =>
      createObject(await ownWrite(leases, { namespace: "kube-system", owned: false }), lease as KubeObject),
  };
}

function specOf(lease: KubeObject | undefined): Record<string, unknown> {
  return { ...(lease?.["spec"] as Record<string, unknown> | undefined) };
}

test("a server's identity is kube-apiserver's on the same host", () => {
  assert.equal(serverIdentity(recorded.hostname), recorded.identity);
});

test("the lease is the recorded one but for uid, revision and times", async () => {
  const made = rig();
  await holdIdentityLease(made, new AbortController().signal);
  const lease = made.read(recorded.identity) as KubeObject;
  assert.deepEqual(settled(lease), settled(recorded.lease));
});

/** Without what is another in every run, and without the address for peers, which this server does not have. */
function settled(lease: KubeObject): unknown {
  const {
    uid: _,
    resourceVersion: __,
    creationTimestamp: ___,
    annotations: ____,
    managedFields,
    ...metadata
  } = lease.metadata;
  const owners = managedFields?.map(({ time: _time, fieldsV1, ...owner }) => {
    const { "f:annotations": _annotations, ...fields } = (fieldsV1?.["f:metadata"] ?? {}) as Record<string, unknown>;
    return { ...owner, fieldsV1: { ...fieldsV1, "f:metadata": fields } };
  });
  return { metadata: { ...metadata, managedFields: owners }, spec: { ...specOf(lease), renewTime: "" } };
}

test("the lease is renewed every ten seconds until the server stops", async () => {
  const made = rig();
  const stop = new AbortController();
  await holdIdentityLease(made, stop.signal);
  const renewTime = (): unknown => specOf(made.read(recorded.identity))["renewTime"];
  assert.equal(renewTime(), "2026-11-21T00:50:35.269000Z");
  await made.pass(9_999);
  assert.equal(renewTime(), "2026-11-21T00:50:35.269000Z");
  await made.pass(1);
  assert.equal(renewTime(), "2026-11-21T00:50:45.269000Z");
  stop.abort();
  assert.equal(made.running, 0);
  assert.deepEqual(made.faults, []);
});

test("a lease that was taken away comes back with the next renewal", async () => {
  const made = rig();
  await holdIdentityLease(made, new AbortController().signal);
  const key = made.leases.storeKey("kube-system", recorded.identity);
  await made.leases.deps.store.commit({ preconditions: [], writes: [{ key, value: null }] });
  assert.equal(made.read(recorded.identity), undefined);
  await made.pass(10_000);
  assert.ok(made.read(recorded.identity) !== undefined);
  assert.deepEqual(made.faults, []);
});

test("a store that cannot be written is told of, and the lease comes when it can", async () => {
  const made = rig();
  const { store } = made.leases.deps;
  const commit = store.commit.bind(store);
  store.commit = () => Promise.reject(new StoreError({ kind: "Unavailable", detail: "the disk is full" }));
  await holdIdentityLease(made, new AbortController().signal);
  assert.equal(made.faults.length, 1);
  store.commit = commit;
  await made.pass(10_000);
  assert.ok(made.read(recorded.identity) !== undefined);
  assert.equal(made.faults.length, 1);
});

test("a server that starts again replaces its lease", async () => {
  const made = rig();
  await holdIdentityLease(made, new AbortController().signal);
  const first = made.read(recorded.identity);
  await holdIdentityLease({ ...made, processId: "another" }, new AbortController().signal);
  const second = made.read(recorded.identity);
  assert.notEqual(second?.metadata.uid, first?.metadata.uid);
  assert.match(String(specOf(second)["holderIdentity"]), /_another$/);
});

test("expired leases of API servers go at the start and every hour; all others stay", async () => {
  const made = rig();
  const labels = { "apiserver.kubernetes.io/identity": "kube-apiserver" };
  const spec = { leaseDurationSeconds: 3600, renewTime: "2026-11-21T00:00:00.000000Z" };
  const of = (name: string, parts: object): object => ({
    kind: "Lease",
    apiVersion: "coordination.k8s.io/v1",
    metadata: { name, namespace: "kube-system", labels },
    spec,
    ...parts,
  });
  await made.write(of("fresh", {}));
  await made.write(of("dead", { spec: { ...spec, renewTime: "2020-01-01T00:00:00.000000Z" } }));
  await made.write(of("silent", { spec: {} }));
  await made.write(of("other", { metadata: { name: "other", namespace: "kube-system" }, spec: {} }));
  const left = (): string[] => ["fresh", "dead", "silent", "other"].filter((name) => made.read(name) !== undefined);
  const stop = new AbortController();
  await collectIdentityLeases(made, stop.signal);
  assert.deepEqual(left(), ["fresh", "other"]);
  await made.pass(3_600_000);
  assert.deepEqual(left(), ["other"]);
  stop.abort();
  assert.equal(made.running, 0);
  assert.deepEqual(made.faults, []);
});
