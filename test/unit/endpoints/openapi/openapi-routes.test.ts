/** What clients see of the documents: addresses, tags, caching, compression. Answers as kube-apiserver 1.36.3 gave them. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { createOpenApiRoutes, type OpenApiRoutes } from "../../../../src/endpoints/openapi/openapi-routes.js";
import { groups } from "../../../../src/generated/index.js";
import { builtIn } from "./built-in.js";
import { decodeV2 } from "./decode-v2.js";
import { type Answer, ask } from "./tools.js";

const madeAtMs = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const madeAt = "Fri, 02 Jan 2026 03:04:05 GMT";
const protobufAsked = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";
const protobufSent = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

const few = groups.filter(({ name }) => name === "scheduling.k8s.io" || name === "node.k8s.io");

const routesOf = (served = few, now = () => madeAtMs): OpenApiRoutes =>
  createOpenApiRoutes({ ...builtIn, groups: served, known: groups, now });

async function answerOf(routes: OpenApiRoutes, url: string, headers?: Record<string, string>): Promise<Answer> {
  const answer = await ask(routes, url, headers);
  assert.ok(answer !== undefined, url);
  return answer;
}

const upperHash = (body: Buffer): string => createHash("sha512").update(body).digest("hex").toUpperCase();

interface Index {
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
}

test("the index names each document with the SHA-512 of its bytes", async () => {
  const routes = routesOf();
  const answer = await answerOf(routes, "/openapi/v3");
  assert.equal(answer.header("Content-Type"), "text/plain; charset=utf-8");
  assert.equal(answer.header("Last-Modified"), madeAt);
  const { paths } = JSON.parse(answer.body.toString()) as Index;
  assert.deepEqual(Object.keys(paths), [
    ".well-known/openid-configuration",
    "apis",
    "apis/node.k8s.io",
    "apis/node.k8s.io/v1",
    "apis/scheduling.k8s.io",
    "apis/scheduling.k8s.io/v1",
    "apis/scheduling.k8s.io/v1alpha2",
    "openid/v1/jwks",
    "version",
  ]);
  for (const [name, { serverRelativeURL }] of Object.entries(paths)) {
    const document = await answerOf(routes, serverRelativeURL);
    assert.equal(document.status, 200);
    assert.equal(serverRelativeURL, `/openapi/v3/${name}?hash=${upperHash(document.body)}`);
    assert.equal(document.header("ETag"), `"${upperHash(document.body)}"`);
  }
});

test("a document at the address with its hash may be kept for a year, at its plain address not at all", async () => {
  const routes = routesOf();
  const plain = await answerOf(routes, "/openapi/v3/apis/node.k8s.io/v1");
  assert.deepEqual(plain.all("Cache-Control"), ["no-cache, private"]);
  assert.equal(plain.header("Expires"), undefined);
  assert.equal(plain.header("Last-Modified"), madeAt);
  assert.equal(plain.header("Content-Type"), "application/json");
  const hash = upperHash(plain.body);
  const kept = await answerOf(routes, `/openapi/v3/apis/node.k8s.io/v1?hash=${hash}&timeout=32s`);
  assert.deepEqual(kept.all("Cache-Control"), ["public, immutable"]);
  assert.equal(kept.header("Expires"), "Sat, 02 Jan 2027 03:04:05 UTC");
  assert.deepEqual(kept.body, plain.body);
});

test("an address with an old hash leads to the one with the new", async () => {
  const routes = routesOf();
  const { body } = await answerOf(routes, "/openapi/v3/apis/node.k8s.io/v1");
  const moved = await answerOf(routes, "/openapi/v3/apis/node.k8s.io/v1?hash=OLD");
  assert.equal(moved.status, 301);
  assert.equal(moved.header("Location"), `/openapi/v3/apis/node.k8s.io/v1?hash=${upperHash(body)}`);
  assert.equal(moved.body.length, 0);
  assert.deepEqual(moved.all("Cache-Control"), ["no-cache, private"]);
});

for (const path of ["/openapi/v2", "/openapi/v3/apis/node.k8s.io/v1"]) {
  test(`${path}: a client that has it is told so, by tag or by date`, async () => {
    const routes = routesOf();
    const tag = (await answerOf(routes, path)).header("ETag") ?? "";
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await answerOf(routes, path, headers)).status;
    const unchanged = await answerOf(routes, path, { "If-None-Match": tag });
    assert.equal(unchanged.status, 304);
    assert.equal(unchanged.body.length, 0);
    assert.equal(unchanged.header("ETag"), tag);
    assert.equal(await status({ "If-None-Match": `"other", W/${tag}` }), 304);
    assert.equal(await status({ "If-None-Match": '"other"' }), 200);
    assert.equal(await status({ "If-Modified-Since": madeAt }), 304);
    assert.equal(await status({ "If-Modified-Since": "Fri, 02 Jan 2026 03:04:04 GMT" }), 200);
    assert.equal(await status({ "If-None-Match": '"other"', "If-Modified-Since": madeAt }), 200);
  });

  test(`${path}: clients that accept gzip get gzip, and the same document`, async () => {
    const routes = routesOf();
    const plain = await answerOf(routes, path);
    const small = await answerOf(routes, path, { "Accept-Encoding": "deflate, gzip" });
    assert.equal(small.header("Content-Encoding"), "gzip");
    assert.equal(plain.header("Content-Encoding"), undefined);
    assert.deepEqual(gunzipSync(small.body), plain.body);
    assert.deepEqual(small.all("Vary"), ["Accept-Encoding", "Accept"]);
  });

  test(`${path}: 406 without a body for clients that want something else`, async () => {
    const answer = await answerOf(routesOf(), path, { Accept: "application/yaml" });
    assert.equal(answer.status, 406);
    assert.equal(answer.body.length, 0);
  });
}

test("v2 comes in JSON and in the protobuf form kubectl asks for, both the same", async () => {
  const routes = routesOf();
  const json = await answerOf(routes, "/openapi/v2", { Accept: "application/json, */*" });
  assert.equal(json.header("Content-Type"), "application/json");
  for (const accept of [protobufAsked, protobufSent]) {
    const protobuf = await answerOf(routes, "/openapi/v2", { Accept: accept });
    assert.equal(protobuf.header("Content-Type"), protobufSent);
    assert.deepEqual(decodeV2(protobuf.body), JSON.parse(json.body.toString()));
  }
});

test("what is no document is 404 without a body below v3, and left to others elsewhere", async () => {
  const routes = routesOf();
  for (const path of ["/openapi/v3/", "/openapi/v3/apis/apps/v1", "/openapi/v3/apis/node.k8s.io/v1/"]) {
    const answer = await answerOf(routes, path);
    assert.equal(answer.status, 404);
    assert.equal(answer.body.length, 0);
  }
  for (const path of ["/openapi", "/openapi/", "/openapi/v2/", "/openapi/v4", "/openapi/v33", "/apis"]) {
    assert.equal(await ask(routes, path), undefined, path);
  }
});

test("when the served groups change, documents change with them; those of unchanged records are not made again", async () => {
  let clock = madeAtMs;
  const routes = routesOf(few, () => clock);
  const before = await answerOf(routes, "/openapi/v3/apis/node.k8s.io/v1");
  const [v2Before, indexBefore] = [await answerOf(routes, "/openapi/v2"), await answerOf(routes, "/openapi/v3")];
  clock += 60_000;
  routes.replaceGroups([...few, ...groups.filter(({ name }) => name === "batch")]);
  const after = await answerOf(routes, "/openapi/v3/apis/node.k8s.io/v1");
  assert.equal(after.header("Last-Modified"), madeAt);
  assert.equal(after.header("ETag"), before.header("ETag"));
  const batch = await answerOf(routes, "/openapi/v3/apis/batch/v1");
  assert.equal(batch.header("Last-Modified"), "Fri, 02 Jan 2026 03:05:05 GMT");
  assert.notEqual((await answerOf(routes, "/openapi/v2")).header("ETag"), v2Before.header("ETag"));
  assert.notDeepEqual((await answerOf(routes, "/openapi/v3")).body, indexBefore.body);
  routes.replaceGroups(few);
  assert.equal((await answerOf(routes, "/openapi/v3/apis/batch/v1")).status, 404);
  assert.deepEqual((await answerOf(routes, "/openapi/v3")).body, indexBefore.body);
});

test("nothing is loaded before a document is asked for, and many askers make it once", async () => {
  let loads = 0;
  const counted = few.map((group) => ({
    ...group,
    resources: group.resources.map((resource) => ({
      ...resource,
      load: () => {
        loads += 1;
        return resource.load();
      },
    })),
  }));
  const routes = routesOf(counted);
  assert.equal(loads, 0);
  await Promise.all([1, 2, 3].map(() => answerOf(routes, "/openapi/v3/apis/node.k8s.io/v1")));
  assert.equal(loads, 1);
});

test("a document that could not be made is a 500 Status, and the next request tries again", async () => {
  let broken = true;
  const fragile = few.map((group) => ({
    ...group,
    resources: group.resources.map((resource) => ({
      ...resource,
      load: () => (broken ? Promise.reject(new Error("no disk")) : resource.load()),
    })),
  }));
  for (const path of ["/openapi/v2", "/openapi/v3", "/openapi/v3/apis/node.k8s.io/v1"]) {
    const routes = routesOf(fragile);
    broken = true;
    const failed = await answerOf(routes, path);
    assert.equal(failed.status, 500);
    assert.equal((JSON.parse(failed.body.toString()) as { kind: string }).kind, "Status");
    broken = false;
    assert.equal((await answerOf(routes, path)).status, 200);
  }
});
