/** Evictions: what cannot be seen in one client's answers, races and limits. The rest is recorded (test/http/answers/evictions.json). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { disrupted } from "../../../api-definitions/core/Pod/budget.js";
import { evict } from "../../../api-definitions/core/Pod/eviction.js";
import type { KubeObject } from "../../../src/meta/object.js";
import { conflict, StatusError } from "../../../src/meta/status.js";
import type { OrderContext, StatusChange } from "../../../src/registry/resource-definition.js";

const order: KubeObject = { kind: "Eviction", apiVersion: "policy/v1", metadata: { name: "p" } };

interface World {
  pod: KubeObject & { status?: { phase?: string; conditions?: object[] } };
  budgets: KubeObject[];
  /** Called before each write of the pod; throws to make it fail. */
  beforeWrite: (attempt: number) => void;
}

function contextOf(world: World): { readonly about: OrderContext; readonly done: string[] } {
  const done: string[] = [];
  let writes = 0;
  const stale = conflict({ group: "", resource: "pods" }, "p");
  const change = (kind: string, object: KubeObject, { next }: StatusChange): KubeObject => {
    if (kind === "pods") world.beforeWrite(++writes);
    const changed = next(object);
    done.push(`change ${kind}`);
    return { ...changed, metadata: { ...changed.metadata, resourceVersion: "9" } };
  };
  return {
    done,
    about: {
      caller: { name: "x", uid: "", groups: [], extra: {} },
      isGateOn: () => false,
      now: 0,
      namespace: "ns",
      name: "p",
      dryRun: false,
      warn: () => {},
      tokens: { audiences: [], limits: { maxSeconds: 0, extendedSeconds: 0 }, sign: () => Promise.reject(stale) },
      objects: {
        get: async () => structuredClone(world.pod),
        list: async () => structuredClone(world.budgets),
        changeStatus: async (of, name, wish) =>
          change(
            of.resource,
            of.resource === "pods" ? world.pod : (world.budgets.find((one) => one.metadata.name === name) ?? world.pod),
            wish,
          ),
        delete: async (of, _name, options) => {
          done.push(`delete ${of.resource} ${JSON.stringify(options)}`);
        },
      },
    },
  };
}

const podIn = (phase: string, ready = "True"): World["pod"] => ({
  kind: "Pod",
  apiVersion: "v1",
  metadata: { name: "p", namespace: "ns", uid: "u", resourceVersion: "5", labels: { app: "x" } },
  status: { phase, conditions: [{ type: "Ready", status: ready }] },
});
const budget = (status: object, spec: object = {}): KubeObject => ({
  kind: "PodDisruptionBudget",
  apiVersion: "policy/v1",
  metadata: { name: "b", generation: 1 },
  spec: { selector: { matchLabels: { app: "x" } }, ...spec },
  status: { observedGeneration: 1, ...status },
});
const stale = (): Error => conflict({ group: "", resource: "pods" }, "p");
const reasonOf = (reason: string) => (error: unknown) => error instanceof StatusError && error.status.reason === reason;

test("a waiting pod that changes meanwhile is looked at again, and goes as it is then", async () => {
  const world: World = { pod: podIn("Pending"), budgets: [], beforeWrite: () => {} };
  world.beforeWrite = (attempt) => {
    if (attempt > 1) return;
    world.pod = { ...podIn("Pending"), metadata: { ...world.pod.metadata, resourceVersion: "6" } };
    throw stale();
  };
  const { about, done } = contextOf(world);
  await evict(order, about);
  assert.deepEqual(done, ["change pods", 'delete pods {"preconditions":{"resourceVersion":"9"}}']);
});

test("a waiting pod that starts to run in that moment is guarded by its budget", async () => {
  const world: World = { pod: podIn("Pending"), budgets: [budget({ disruptionsAllowed: 0 })], beforeWrite: () => {} };
  world.beforeWrite = () => {
    world.pod = podIn("Running");
    throw stale();
  };
  const { about, done } = contextOf(world);
  await assert.rejects(evict(order, about), reasonOf("TooManyRequests"));
  assert.deepEqual(done, []);
});

test("a waiting pod that never stays as it was is given up in the end", async () => {
  let attempts = 0;
  const beforeWrite = (): void => {
    attempts++;
    throw stale();
  };
  const { about } = contextOf({ pod: podIn("Pending"), budgets: [], beforeWrite });
  await assert.rejects(evict(order, about), reasonOf("Conflict"));
  assert.equal(attempts, 20);
});

test("a client who names the revision himself is told at once when it is another", async () => {
  let attempts = 0;
  const beforeWrite = (): void => {
    attempts++;
  };
  const { about } = contextOf({ pod: podIn("Pending"), budgets: [], beforeWrite });
  const asked = { ...order, deleteOptions: { preconditions: { resourceVersion: "4" } } };
  await assert.rejects(evict(asked, about), reasonOf("Conflict"));
  assert.equal(attempts, 1);
});

test("a pod that is not ready and changes while it is evicted is for the client to try again", async () => {
  const budgets = [budget({ currentHealthy: 2, desiredHealthy: 1 })];
  const world: World = { pod: podIn("Running", "False"), budgets, beforeWrite: () => {} };
  world.beforeWrite = () => {
    throw stale();
  };
  const { about } = contextOf(world);
  await assert.rejects(evict(order, about), (error: unknown) => {
    assert.ok(error instanceof StatusError);
    assert.deepEqual([error.code, error.status.details?.retryAfterSeconds], [429, 10]);
    return true;
  });
});

test("a budget with too many evictions that nobody confirmed allows no more", () => {
  const disruptedPods = Object.fromEntries(Array.from({ length: 2001 }, (_, at) => [`p${at}`, "2026-01-01T00:00:00Z"]));
  assert.throws(
    () => disrupted(budget({ disruptionsAllowed: 5, disruptedPods }), { name: "p", now: 0 }),
    (error: unknown) => {
      assert.ok(error instanceof StatusError);
      assert.equal(
        error.message,
        'poddisruptionbudget.policy "b" is forbidden: DisruptedPods map too big - too many evictions not confirmed by PDB controller',
      );
      return true;
    },
  );
});
