/** An object that is patched again and again is what it would be if it were read from the store before each patch. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { maxRecentObjects } from "../../src/registry/write/recent-objects.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";
import fc from "../support/fast-check.js";
import { ManualClock } from "../support/manual-clock.js";

const merge = "application/merge-patch+json";
const configMaps = "/api/v1/namespaces/default/configmaps";

interface Patch {
  readonly type: string;
  readonly body: unknown;
  readonly manager: string;
}

const text = fc.constantFrom("", "a", "b", "é\u2028", "\ud800", "</>");
const members = fc.dictionary(fc.constantFrom("x", "y", "z.io/z"), fc.oneof(text, fc.constant(null)), { maxKeys: 2 });
const owner = { apiVersion: "v1", kind: "Pod", name: "p", uid: "u" };
const metadata = fc.record(
  {
    labels: fc.oneof(members, fc.constant(null)),
    annotations: members,
    finalizers: fc.constantFrom([], ["a.io/b"], null),
    ownerReferences: fc.constantFrom([], [owner], [owner, owner], null),
    managedFields: fc.constantFrom([], [{}], null),
    generateName: text,
    generation: fc.constantFrom(0, 5),
  },
  { requiredKeys: [] },
);
const change = fc.record(
  { metadata, data: fc.oneof(members, fc.constant(null)), binaryData: members, immutable: fc.constant(null) },
  { requiredKeys: [] },
);
const operation = fc.record({
  op: fc.constantFrom("add", "replace", "remove", "copy"),
  path: fc.constantFrom("/data/x", "/metadata/labels", "/data", "/metadata/annotations/y"),
  from: fc.constantFrom("/data/y", "/metadata/labels"),
  value: fc.oneof(text, members),
});
const manager = fc.constantFrom("m", "n");
const patch: fc.Arbitrary<Patch> = fc.oneof(
  fc.record({ type: fc.constant(merge), body: change, manager }),
  fc.record({ type: fc.constant("application/strategic-merge-patch+json"), body: change, manager }),
  fc.record({ type: fc.constant("application/json-patch+json"), body: fc.array(operation, { maxLength: 2 }), manager }),
);

function send(server: TestServer, name: string, { type, body, manager }: Patch) {
  return server.request("PATCH", `${configMaps}/${name}?fieldManager=${manager}`, body, type);
}

/** What does not differ between two objects that went the same way; the order of members counts. */
function comparable(value: unknown): string {
  return JSON.stringify(value)
    .replace(/(uid|resourceVersion)(\\*":\\*")[^"\\]*/g, "$1$2")
    .replace(/slow-\d+|fast-\d+/g, "NAME");
}

test("an object patched again and again is as if it were read anew each time", async (t) => {
  const server = await startTestServer({ groups, clock: new ManualClock() });
  t.after(() => server.close());
  const create = (name: string) => server.request("POST", configMaps, { metadata: { name }, data: { x: "1", y: "2" } });
  const others = Array.from({ length: maxRecentObjects }, (_, at) => `other-${at}`);
  for (const name of others) assert.equal((await create(name)).status, 201);
  /** No object but these was patched lately. */
  let touched = 0;
  const forget = async (): Promise<void> => {
    touched += 1;
    for (const name of others) {
      const answer = await send(server, name, { type: merge, body: { data: { n: String(touched) } }, manager: "o" });
      assert.equal(answer.status, 200);
    }
  };
  const go = async (name: string, patches: readonly Patch[], before: () => Promise<void>): Promise<string[]> => {
    assert.equal((await create(name)).status, 201);
    const answers: string[] = [];
    for (const one of patches) {
      await before();
      const { status, body } = await send(server, name, one);
      answers.push(comparable({ status, body }));
      if (status === 200) taken += 1;
    }
    return answers;
  };
  let run = 0;
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(patch, { minLength: 2, maxLength: 8 }), async (patches) => {
      run += 1;
      const fast = await go(`fast-${run}`, patches, async () => {});
      assert.deepEqual(fast, await go(`slow-${run}`, patches, forget));
    }),
    { numRuns: 8 },
  );
  assert.ok(taken > 20, `only ${taken} patches were taken`);
});
