/**
 * A server that is told to stop ends every watch so that its reader sees an end, and not a cut: whatever form, transport and pace it has.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type IncomingHttpHeaders } from "node:http2";
import { get } from "node:https";
import type { Readable } from "node:stream";
import { type TestContext, test } from "node:test";
import { decodeCborSequence, loadCbor } from "../../src/meta/cbor/cbor.js";
import { type TransportName, transportsHere } from "../support/http/transports-here.js";
import { ServerProcess } from "../support/server-process.js";

const configMaps = "/api/v1/namespaces/default/configmaps";
const secrets = "/api/v1/namespaces/default/secrets";
const query = "watch=1&allowWatchBookmarks=true";
/** uWebSockets.js sends no head without a byte of the first frame, and only a bookmark can complete that frame when nothing happened. */
const queries: Readonly<Record<TransportName, readonly string[]>> = { uws: [query], node: [query, "watch=1"] };
const perForm = 5;

/** Each throws when its last frame is not whole, and says how many there are. */
const forms: readonly { readonly accept: string; readonly count: (body: Buffer) => number }[] = [
  { accept: "application/json", count: (body) => jsonFrames(body) },
  { accept: "application/vnd.kubernetes.protobuf;stream=watch", count: (body) => protobufFrames(body) },
  { accept: "application/cbor", count: (body) => decodeCborSequence(body).length },
];

/** What the reader of one watch has seen. */
interface Watched {
  readonly count: (body: Buffer) => number;
  readonly body: Readable;
  /** Its end; rejects when it was cut. */
  readonly whole: Promise<Buffer>;
}

for (const transport of await transportsHere()) {
  test(`${transport}: watches end whole, those that were just written to and those that never were`, async (t) => {
    const server = await start(t, transport);
    const watches = await openAll(server, transport, (path, accept) => watchOverHttp1(server, path, accept));
    await endsWhole(server, watches);
  });

  test(`${transport}: a reader that is behind still gets the rest`, async (t) => {
    const server = await start(t, transport);
    const objects = 20;
    for (let at = 0; at < objects; at++) {
      const data = { a: "x".repeat(900_000) };
      const { status } = await server.request("POST", configMaps, { metadata: { name: `c${at}` }, data });
      assert.equal(status, 201);
    }
    const body = await watchOverHttp1(server, `${configMaps}?${query}`, "application/json");
    const ended = server.terminate();
    const frames = jsonFrames(await whole(body));
    // However many the server had got to: the last one is whole.
    assert.ok(frames <= objects + 1);
    assert.equal((await ended).code, 0);
  });
}

test("watches over HTTP/2 end whole", async (t) => {
  const server = await start(t, "node");
  const session = connect(server.url, { rejectUnauthorized: false });
  t.after(() => session.destroy());
  const watches = await openAll(server, "node", async (path, accept) => {
    const stream = session.request({ ":path": path, accept, authorization: `Bearer ${server.token}` });
    const [headers] = (await once(stream, "response")) as [IncomingHttpHeaders];
    assert.equal(headers[":status"], 200);
    return stream;
  });
  await endsWhole(server, watches);
});

async function start(t: TestContext, transport: TransportName): Promise<ServerProcess> {
  await loadCbor();
  const flags = [`--transport=${transport}`, "--feature-gates=CBORServingAndStorage=true"];
  const server = await ServerProcess.start({ flags });
  t.after(() => server.stop());
  return server;
}

type Open = (path: string, accept: string) => Promise<Readable>;

/** Half of them follow a kind that does not change. */
async function openAll(server: ServerProcess, transport: TransportName, open: Open): Promise<readonly Watched[]> {
  const { metadata } = (await server.request("GET", secrets)).json<{ metadata: { resourceVersion: string } }>();
  const opened: Watched[] = [];
  const paths = queries[transport].flatMap((asked) =>
    [secrets, configMaps].map((path) => `${path}?${asked}&resourceVersion=${metadata.resourceVersion}`),
  );
  for (const { accept, count } of forms) {
    for (const path of paths) {
      for (let at = 0; at < perForm; at++) {
        const body = await open(path, accept);
        opened.push({ count, body, whole: whole(body) });
      }
    }
  }
  assert.equal(opened.length, 2 * queries[transport].length * perForm * forms.length);
  return opened;
}

async function endsWhole(server: ServerProcess, watches: readonly Watched[]): Promise<void> {
  const made = await server.request("POST", configMaps, { metadata: { name: "news" } });
  assert.equal(made.status, 201);
  const ended = server.terminate();
  for (const { count, whole } of watches) assert.ok(count(await whole) <= 2);
  assert.equal((await ended).code, 0);
}

async function watchOverHttp1(server: ServerProcess, path: string, accept: string): Promise<Readable> {
  const headers = { authorization: `Bearer ${server.token}`, accept };
  const sent = get(`${server.url}${path}`, { rejectUnauthorized: false, agent: false, headers });
  const [response] = (await once(sent, "response")) as [Readable & { readonly statusCode: number }];
  assert.equal(response.statusCode, 200);
  return response;
}

/** node:http makes an error of a chunked body without its last chunk, node:http2 of a stream that was reset. */
async function whole(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function jsonFrames(body: Buffer): number {
  const lines = body.toString("utf8").trim().split("\n");
  const frames = lines.filter((line) => line !== "");
  for (const frame of frames) JSON.parse(frame);
  return frames.length;
}

function protobufFrames(body: Buffer): number {
  let frames = 0;
  let at = 0;
  for (; at < body.length; frames++) at += 4 + body.readUInt32BE(at);
  assert.equal(at, body.length);
  return frames;
}
