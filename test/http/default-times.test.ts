/**
 * Defaults that are times: the time a taint of a device was added is the time it was first said without one. What kube-apiserver 1.36.3
 * answered with two seconds before each step; `at` is the step whose time the answer shows.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer, type TestAnswer, type TestServer } from "../../src/server/testing.js";
import { ManualClock } from "../support/manual-clock.js";

interface Taint {
  readonly timeAdded?: string;
}

interface Scene {
  readonly path: string;
  readonly body: object;
  readonly last: object;
  readonly taintOf: (answer: TestAnswer["body"]) => Taint | undefined;
  /** Generation and time of the taint, of apply, the same again, PUT, merge patch. */
  readonly expected: readonly (readonly [generation: number, at: number])[];
}

const apply = "application/apply-patch+yaml";
const taint = { key: "k", effect: "NoSchedule" };

const taintRule: Scene = {
  path: "/apis/resource.k8s.io/v1beta2/devicetaintrules/a",
  body: {
    apiVersion: "resource.k8s.io/v1beta2",
    kind: "DeviceTaintRule",
    metadata: { name: "a" },
    spec: { deviceSelector: { driver: "a.b" }, taint },
  },
  last: { spec: { taint: { effect: "NoExecute" } } },
  taintOf: ({ spec }) => (spec as { taint: Taint }).taint,
  expected: [
    [1, 0],
    [1, 0],
    [2, 2],
    [3, 3],
  ],
};

const scenes: Readonly<Record<string, Scene>> = {
  "a taint in a list is replaced by an apply as by an update, so its time is new each time": {
    path: "/apis/resource.k8s.io/v1/resourceslices/a",
    body: {
      apiVersion: "resource.k8s.io/v1",
      kind: "ResourceSlice",
      metadata: { name: "a" },
      spec: {
        driver: "a.b",
        pool: { name: "p", generation: 1, resourceSliceCount: 1 },
        nodeName: "n",
        devices: [{ name: "d", taints: [taint] }],
      },
    },
    last: { metadata: { labels: { a: "b" } } },
    taintOf: ({ spec }) => (spec as { devices: { taints: Taint[] }[] }).devices[0]?.taints[0],
    expected: [
      [1, 0],
      [2, 1],
      [3, 2],
      [3, 2],
    ],
  },
  "a taint that is merged keeps its time, until an update leaves it out or what the taint does is changed": taintRule,
};

for (const [rule, scene] of Object.entries(scenes)) {
  test(rule, async (t) => {
    const clock = new ManualClock();
    const server = await startTestServer({ groups, clock, flags: ["--runtime-config=api/all=true"] });
    t.after(() => server.close());
    const times: string[] = [];
    for (const [step, answer] of stepsOf(server, scene).entries()) {
      await clock.advance(2000);
      times.push(`${new Date(clock.nowMs()).toISOString().slice(0, -5)}Z`);
      const { body } = await answer();
      const [generation, at] = scene.expected[step] ?? [];
      assert.equal((body.metadata as { generation?: number }).generation, generation, `generation of step ${step}`);
      assert.equal(scene.taintOf(body)?.timeAdded, times[at ?? 0], `time of step ${step}`);
    }
  });
}

test("a default that is a time belongs to whoever updates, not to whoever applies", async (t) => {
  const { path, body, last } = taintRule;
  const clock = new ManualClock();
  const server = await startTestServer({ groups, clock, flags: ["--runtime-config=api/all=true"] });
  t.after(() => server.close());
  await server.request("PATCH", `${path}?fieldManager=m`, body, apply);
  await clock.advance(2000);
  const answer = await server.request("PATCH", `${path}?fieldManager=n`, last);
  const owners = (answer.body.metadata as { managedFields: { fieldsV1: object }[] }).managedFields;
  assert.deepEqual(
    owners.map(({ fieldsV1 }) => fieldsV1),
    [
      { "f:spec": { "f:deviceSelector": { "f:driver": {} }, "f:taint": { "f:key": {} } } },
      { "f:spec": { "f:taint": { "f:effect": {} } } },
    ],
  );
});

function stepsOf(server: TestServer, { path, body, last }: Scene): readonly (() => Promise<TestAnswer>)[] {
  const applied = (): Promise<TestAnswer> => server.request("PATCH", `${path}?fieldManager=m`, body, apply);
  return [applied, applied, () => server.request("PUT", path, body), () => server.request("PATCH", path, last)];
}
