/** When a watch is told how far it is, by a clock that is held; kube-apiserver was seen to do the same. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { inject } from "../../src/http/inject.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";
import { ManualClock } from "../support/manual-clock.js";

const secrets = "/api/v1/namespaces/default/secrets";
const configMaps = "/api/v1/namespaces/default/configmaps";
const initialEvents = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
const end = " k8s.io/initial-events-end";

interface Frame {
  readonly type: string;
  readonly object: {
    readonly metadata: { readonly resourceVersion: string; readonly annotations?: Readonly<Record<string, string>> };
  };
}

/** Resolves when the store has moved on without the kind watched, and its cache knows. */
async function otherKindMoves(server: TestServer): Promise<string> {
  const { status } = await server.request("POST", configMaps, { metadata: { generateName: "c-" } });
  assert.equal(status, 201);
  return revisionOf(server);
}

async function revisionOf(server: TestServer): Promise<string> {
  const { body } = await server.request("GET", `${secrets}?limit=1`);
  return (body.metadata as { readonly resourceVersion: string }).resourceVersion;
}

/** `seen` empties what came. */
async function watching(t: TestContext, server: TestServer, query: string) {
  const exchange = inject(server.handler, { url: `${secrets}?watch=1&timeoutSeconds=300&${query}` });
  let text = "";
  const read = (async () => {
    for await (const chunk of exchange.chunks()) text += chunk.toString();
  })();
  t.after(() => {
    exchange.abort();
    return read.catch(() => {});
  });
  await exchange.answer;
  const seen = async (): Promise<readonly string[]> => {
    await new Promise((resolve) => setImmediate(resolve));
    const frames = text.trim().split("\n").filter(Boolean);
    text = "";
    return frames.map((frame) => {
      const { type, object } = JSON.parse(frame) as Frame;
      const { resourceVersion, annotations = {} } = object.metadata;
      return [type, resourceVersion, ...Object.keys(annotations)].join(" ");
    });
  };
  return { seen };
}

/** Time stands still, but for `tick`. */
async function start(t: TestContext) {
  const clock = new ManualClock();
  const server = await startTestServer({ groups, clock });
  t.after(() => server.close());
  return { server, tick: (ms: number) => clock.advance(ms) };
}

for (const query of ["", "resourceVersion=0", initialEvents]) {
  test(`a watch of ${query || "no revision"} is told once, soon after the present state, that the revision moved on`, async (t) => {
    const { server, tick } = await start(t);
    const before = await revisionOf(server);
    const { seen } = await watching(t, server, `allowWatchBookmarks=true&${query}`);
    assert.deepEqual(await seen(), [`BOOKMARK ${before}${end}`]);
    const later = await otherKindMoves(server);
    assert.notEqual(later, before);
    assert.deepEqual(await seen(), []);
    await tick(1500);
    assert.deepEqual(await seen(), [`BOOKMARK ${later}`]);
    await otherKindMoves(server);
    await tick(40_000);
    assert.deepEqual(await seen(), []);
  });
}

test("a watch whose revision did not move on is not told so", async (t) => {
  const { server, tick } = await start(t);
  const { seen } = await watching(t, server, `allowWatchBookmarks=true&${initialEvents}`);
  assert.equal((await seen()).length, 1);
  await tick(40_000);
  assert.deepEqual(await seen(), []);
});

test("a watch from a revision is told how far it is about once a minute", async (t) => {
  const { server, tick } = await start(t);
  const from = await revisionOf(server);
  const { seen } = await watching(t, server, `allowWatchBookmarks=true&resourceVersion=${from}`);
  const later = await otherKindMoves(server);
  await tick(40_000);
  assert.deepEqual(await seen(), []);
  await tick(40_000);
  assert.deepEqual(await seen(), [`BOOKMARK ${later}`]);
});

test("a watch that did not ask for bookmarks gets none", async (t) => {
  const { server, tick } = await start(t);
  const { seen } = await watching(t, server, "");
  await otherKindMoves(server);
  await tick(80_000);
  assert.deepEqual(await seen(), []);
});

const table = "application/json;as=Table;v=v1;g=meta.k8s.io";

test("a Table of every kind, in every version, can say where its watch is", async (t) => {
  const server = await startTestServer({ groups, flags: ["--runtime-config=api/all=true"] });
  t.after(() => server.close());
  let watched = 0;
  for (const { name, resources } of groups) {
    for (const { plural, versions } of resources.filter((one) => one.verbs.includes("watch"))) {
      for (const version of versions) {
        const root = name === "" ? `/api/${version.name}` : `/apis/${name}/${version.name}`;
        const url = `${root}/${plural}?watch=1&timeoutSeconds=1&allowWatchBookmarks=true&${initialEvents}`;
        const exchange = inject(server.handler, { url, headers: ["accept", table] });
        const { status } = await exchange.answer;
        if (status === 404) continue;
        let text = "";
        for await (const chunk of exchange.chunks()) {
          text += chunk.toString();
          if (text.includes("BOOKMARK")) break;
        }
        const frames = text.trim().split("\n");
        const { type, object } = JSON.parse(frames.at(-1) ?? "") as { type: string; object: { rows: object[] } };
        assert.deepEqual([type, object.rows.length], ["BOOKMARK", 1], url);
        watched += 1;
      }
    }
  }
  assert.ok(watched > 60, `only ${watched} kinds and versions were watched`);
});
