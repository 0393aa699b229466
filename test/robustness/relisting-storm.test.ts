/**
 * What happens when everybody lists at once: large answers that are not read yet are bounded, the rest is told to come back, and small
 * requests are answered as ever. Rules by counts and by the server's own metrics, over real sockets that are not read from.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { connect, type TLSSocket } from "node:tls";
import { LOAD_WAITERS_LIMIT } from "../../src/endpoints/freshness.js";
import { LIST_BYTES_LIMIT } from "../../src/endpoints/lists/list-budget.js";
import { groups } from "../../src/generated/index.js";
import { injectWhole } from "../../src/http/inject.js";
import { startTestServer } from "../../src/server/testing.js";
import { transportsHere } from "../support/http/transports-here.js";
import { ServerProcess } from "../support/server-process.js";

const configMaps = "/api/v1/namespaces/default/configmaps";
const secrets = "/api/v1/namespaces/default/secrets";
const watch = `${secrets}?watch=1&resourceVersion=1&timeoutSeconds=1`;
const objects = 24;
const objectBytes = 900_000;
/** More than fit. */
const listers = 12;

const selected = "fieldSelector=metadata.namespace%3Ddefault";
const initialEvents = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
/** Answers that others do not share: those cost less once their readers have shown to be slow. */
const forms = [
  { name: "pages", path: `${configMaps}?limit=${objects}`, accept: "application/json" },
  { name: "selected objects", path: `${configMaps}?${selected}`, accept: "application/json" },
  {
    name: "selected objects as protobuf",
    path: `${configMaps}?${selected}`,
    accept: "application/vnd.kubernetes.protobuf",
  },
  {
    name: "watches that begin with the present state",
    path: `${configMaps}?${initialEvents}&${selected}`,
    accept: "*/*",
  },
] as const;

for (const transport of await transportsHere()) {
  test(`${transport}: large answers nobody reads are bounded by the bytes of their objects`, async (t) => {
    const server = await ServerProcess.start({ flags: [`--transport=${transport}`] });
    t.after(() => server.stop());
    await fill(server);
    for (const form of forms) await t.test(form.name, (t) => staysBounded(t, server, form));
  });
}

test("lists of a kind nobody has loaded wait for one load, up to a limit", async (t) => {
  const server = await startTestServer({ groups });
  t.after(() => server.close());
  // All come before the load can be through.
  const asked = Array.from({ length: 300 }, (_, at) => injectWhole(server.handler, { url: at % 2 ? secrets : watch }));
  const object = injectWhole(server.handler, { url: `${secrets}/none` });
  const answers = await Promise.all(asked);
  assert.equal(answers.filter(({ status }) => status === 200).length, LOAD_WAITERS_LIMIT);
  for (const { status, body, header } of answers) {
    if (status === 200) continue;
    assert.deepEqual([status, header("retry-after")], [429, "1"]);
    assert.deepEqual(JSON.parse(body), {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: "storage is (re)initializing",
      reason: "TooManyRequests",
      details: { retryAfterSeconds: 1 },
      code: 429,
    });
  }
  assert.equal((await object).status, 404, "who asks for one object waits all the same");
  assert.equal((await injectWhole(server.handler, { url: secrets })).status, 200, "once it is loaded there is room");
});

interface Form {
  readonly path: string;
  readonly accept: string;
}

async function staysBounded(t: TestContext, server: ServerProcess, { path, accept }: Form): Promise<void> {
  const refusedBefore = await metric(server, "apiserver_request_terminations_total");
  const readers: Reader[] = [];
  const statuses: number[] = [];
  let one = 0;
  for (let at = 0; at < listers; at++) {
    const reader = await Reader.open(t, server);
    const head = await reader.ask(path, accept);
    reader.socket.pause();
    readers.push(reader);
    statuses.push(head.status);
    if (at === 0) one = await metric(server, "apiserver_large_list_bytes");
    if (head.status !== 429) continue;
    assert.match(head.text, /^Retry-After: 1\r$/im);
    assert.match(head.text, /^Content-Type: text\/plain; charset=utf-8\r$/im);
    assert.ok(head.text.endsWith("\r\n\r\nToo many requests, please try again later.\n"), head.text);
  }
  const room = Math.floor(LIST_BYTES_LIMIT / one);
  // What a selection costs is reckoned from the mean of its kind, and the server keeps a small object of the kind too.
  assert.ok(one >= (objects - 1) * objectBytes && room < listers, `one list is ${one} bytes`);
  const expected = Array.from({ length: listers }, (_, at) => (at < room ? 200 : 429));
  assert.deepEqual(statuses, expected);
  assert.equal(await metric(server, "apiserver_large_lists"), room);
  assert.ok((await metric(server, "apiserver_large_list_bytes")) <= LIST_BYTES_LIMIT);
  assert.equal(await metric(server, "apiserver_request_terminations_total"), refusedBefore + listers - room);

  for (const small of [
    "/readyz",
    `${configMaps}/large-0`,
    "/api/v1/namespaces",
    `${configMaps}?limit=0&labelSelector=a`,
  ]) {
    assert.equal((await server.request("GET", small)).status, 200, small);
  }
  for (const reader of readers) reader.socket.destroy();
  const again = await untilRoom(t, server, { path, accept });
  again.socket.destroy();
  while ((await metric(server, "apiserver_large_lists")) > 0);
}

/** Asks again until the closed connections have been noticed. */
async function untilRoom(t: TestContext, server: ServerProcess, { path, accept }: Form): Promise<Reader> {
  for (;;) {
    const reader = await Reader.open(t, server);
    if ((await reader.ask(path, accept)).status === 200) return reader;
    reader.socket.destroy();
  }
}

async function fill(server: ServerProcess): Promise<void> {
  const text = "x".repeat(objectBytes);
  for (let at = 0; at < objects; at++) {
    const { status } = await server.request("POST", configMaps, { metadata: { name: `large-${at}` }, data: { text } });
    assert.equal(status, 201);
  }
}

/** The sum of a metric's series. */
async function metric(server: ServerProcess, name: string): Promise<number> {
  const { text } = await server.request("GET", "/metrics");
  const values = [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, "gm"))];
  return values.reduce((sum, [, value]) => sum + Number(value), 0);
}

/** A connection that asks once and reads no further than it is told to. */
class Reader {
  readonly socket: TLSSocket;
  readonly #token: string;

  private constructor(socket: TLSSocket, token: string) {
    this.socket = socket;
    this.#token = token;
  }

  static async open(t: TestContext, server: ServerProcess): Promise<Reader> {
    const socket = connect({ host: "127.0.0.1", port: server.port, rejectUnauthorized: false });
    t.after(() => socket.destroy());
    socket.on("error", () => {});
    await once(socket, "secureConnect");
    return new Reader(socket, server.token);
  }

  /** Resolves with the answer's head and, of a short answer, its body. */
  async ask(path: string, accept = "application/json"): Promise<{ readonly status: number; readonly text: string }> {
    const lines = [
      `GET ${path} HTTP/1.1`,
      "Host: 127.0.0.1",
      `Accept: ${accept}`,
      `Authorization: Bearer ${this.#token}`,
    ];
    this.socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    let text = "";
    while (!isComplete(text)) {
      const [chunk] = (await once(this.socket, "data")) as [Buffer];
      text += chunk.toString("latin1");
    }
    return { status: Number(text.slice(9, 12)), text };
  }
}

function isComplete(text: string): boolean {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return false;
  const length = Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? 0);
  return text.startsWith("HTTP/1.1 200") || text.length - end - 4 >= length;
}
