/** What every HTTP/1.1 transport promises about connections: none ends under a client that may still use it. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectPlain, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import type { Handler } from "../../src/http/message.js";
import type { Target } from "../support/http/client.js";
import type { TransportBackend } from "../support/http/servers.js";

/** Longer than any timeout uWebSockets.js has by itself. */
const longMs = 13_500;
const bigBody = Buffer.alloc(24 * 1024 * 1024, "x");
/** Of the server under turmoil; longer than its busiest turn takes on a slow machine. */
const turmoilIdleMs = 6000;

export function transportConnectionsContract(backend: TransportBackend): void {
  if (backend.protocol !== "http1") return;
  patience(backend);
  chunks(backend);
  turmoil(backend);
}

function patience({ name, open }: TransportBackend): void {
  test(`${name}: connections that idle, and readers that pause, are kept within their limit`, async (t) => {
    const server = await open(t, answers, { idleTimeoutMs: 60_000 });
    const used = await dial(t, server.target);
    await exchange(used, request("GET", "/"));
    const paused = await Promise.all(
      ["/big", "/stream"].map(async (path) => {
        const socket = await dial(t, server.target);
        socket.pause();
        socket.write(request("GET", path, "Connection: close\r\n"));
        return socket;
      }),
    );
    await sleep(longMs);
    assert.match(await exchange(used, request("POST", "/", "", "body")), /POST body$/);
    for (const socket of paused) {
      let bytes = 0;
      socket.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      socket.resume();
      await once(socket, "close");
      assert.ok(bytes > bigBody.length, `${bytes} bytes came`);
    }
  });
}

function chunks({ name, open }: TransportBackend): void {
  test(`${name}: requests whose chunks come late, or never, disturb no other connection`, async (t) => {
    const server = await open(t, answers, { idleTimeoutMs: 30_000 });
    const head = "POST /chunks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    const others = await Promise.all(Array.from({ length: 5 }, () => dial(t, server.target)));
    for (const socket of others) await exchange(socket, request("GET", "/"));
    const late = await Promise.all(Array.from({ length: 6 }, () => dial(t, server.target)));
    for (const socket of late) socket.write(head);
    await sleep(50);
    for (const socket of late.slice(0, 2)) socket.destroy();
    for (const socket of others) assert.match(await exchange(socket, request("PUT", "/", "", "other")), /PUT other$/);
    for (const [index, socket] of late.slice(2).entries()) {
      assert.match(await exchange(socket, `3\r\nch${index}\r\n0\r\n\r\n`), new RegExp(`POST ch${index}$`));
    }
    for (const socket of others) assert.match(await exchange(socket, request("GET", "/")), /GET $/);
  });
}

function turmoil({ name, open }: TransportBackend): void {
  test(`${name}: whatever clients do to their connections, those of others go on`, async (t) => {
    const warnings: Error[] = [];
    const warn = (warning: Error): void => void warnings.push(warning);
    process.on("warning", warn);
    t.after(() => process.off("warning", warn));
    const server = await open(t, answers, { idleTimeoutMs: turmoilIdleMs });
    let busy = true;
    const steady = Array.from({ length: 3 }, () =>
      exchangeWhile(
        () => busy,
        () => dial(t, server.target),
      ),
    );
    for (let round = 0; round < 12; round += 1) {
      await Promise.all(misdeeds.map(async (misdeed) => misdeed(await dial(t, server.target))));
    }
    // Those left idle come to their end too.
    await sleep(turmoilIdleMs * 1.5);
    busy = false;
    await Promise.all(steady);
    assert.deepEqual(warnings, []);
  });
}

/** On one connection; on a new one when the machine stood still for so long that the old one was idle indeed. */
async function exchangeWhile(busy: () => boolean, redial: () => Promise<Socket>): Promise<void> {
  let socket = await redial();
  let answeredMs = performance.now();
  for (let turn = 0; busy(); turn += 1) {
    try {
      assert.match(await exchange(socket, request("POST", "/", "", `t${turn}`)), new RegExp(`POST t${turn}$`));
    } catch (error) {
      if (performance.now() - answeredMs < turmoilIdleMs / 2) throw error;
      socket = await redial();
    }
    answeredMs = performance.now();
    await sleep(turn % 40);
  }
}

const handshake =
  "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const briefly = (): Promise<void> => sleep(Math.random() * 12);

/** Each gets a fresh connection, and leaves it as it likes. */
const misdeeds: readonly ((socket: Socket) => Promise<unknown>)[] = [
  async (socket) => socket.destroy(),
  async (socket) => socket.end(),
  async (socket) => socket.write("GET / HTTP/1.1\r\nHo"),
  async (socket) => socket.end("no request at all\r\n\r\n"),
  async (socket) => exchange(socket, request("GET", "/", "Connection: close\r\n")),
  async (socket) => exchange(socket, request("GET", "/")),
  (socket) => leaveDuring(socket, request("GET", "/later")),
  (socket) => leaveDuring(socket, request("GET", "/stream")),
  (socket) => leaveDuring(socket, request("GET", "/big")),
  (socket) => leaveDuring(socket, request("GET", "/cut")),
  (socket) => leaveDuring(socket, request("GET", "/ws", handshake)),
  (socket) => leaveDuring(socket, request("GET", "/", handshake)),
  (socket) => leaveDuring(socket, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\npart"),
  (socket) => leaveDuring(socket, "POST /chunks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"),
  (socket) =>
    leaveDuring(socket, "POST /chunks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"),
  (socket) => leaveDuring(socket, request("GET", "/") + request("GET", "/later") + request("GET", "/")),
  ...["GET /now", "HEAD /now", "POST /now", "POST /big"].flatMap((start) =>
    [request("GET", "/later"), request("GET", "/ws", handshake), chunked("POST /chunks"), request("GET", "/now")].map(
      (next) => (socket: Socket) => leaveDuring(socket, `${chunked(start)}${next}${next}`),
    ),
  ),
];

const answers: Handler = (request, response) => {
  switch (request.path) {
    case "/now":
      response.send(200, [], "now");
      return;
    case "/later":
      setTimeout(() => response.send(200, [], "late"), 5);
      return;
    case "/big":
      response.sendParts(200, [], [bigBody, Buffer.from("end")]);
      return;
    case "/cut":
      response.stream(200, [], Buffer.from(" ")).destroy();
      return;
    case "/ws":
      response.openWebSocket?.({ protocol: undefined, text: true }).write(Buffer.from("hello"));
      return;
    case "/stream": {
      const stream = response.stream(200, [], Buffer.from(" "));
      stream.write(bigBody);
      stream.end();
      return;
    }
    default:
      void request.body(1000).then(
        (body) => response.send(200, [], `${request.method} ${body.toString()}`),
        () => response.send(400, [], "no body"),
      );
  }
};

function chunked(start: string): string {
  return `${start} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n`;
}

function request(method: string, path: string, headers = "", body?: string): string {
  const length = body === undefined ? "" : `Content-Length: ${body.length}\r\n`;
  return `${method} ${path} HTTP/1.1\r\nHost: a\r\n${headers}${length}\r\n${body ?? ""}`;
}

async function dial(t: TestContext, target: Target): Promise<Socket> {
  const to = { host: "127.0.0.1", port: target.port };
  const socket = target.ca === undefined ? connectPlain(to) : connectTls({ ...to, ca: target.ca });
  t.after(() => socket.destroy());
  await once(socket, target.ca === undefined ? "connect" : "secureConnect");
  socket.on("error", () => {});
  socket.setMaxListeners(0);
  return socket;
}

/** The answer to `text`: its head and as many bytes as that announces. */
async function exchange(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  let seen = "";
  while (!isWhole(seen)) {
    const [chunk] = (await Promise.race([once(socket, "data"), gone(socket)])) as [Buffer];
    seen += chunk.toString("latin1");
  }
  return seen;
}

async function gone(socket: Socket): Promise<never> {
  if (!socket.destroyed) await once(socket, "close");
  throw new Error("the connection ended without an answer");
}

function isWhole(seen: string): boolean {
  const end = seen.indexOf("\r\n\r\n");
  const length = /^content-length: *(\d+)/im.exec(seen)?.[1];
  return end >= 0 && length !== undefined && seen.length >= end + 4 + Number(length);
}

async function leaveDuring(socket: Socket, text: string): Promise<void> {
  socket.write(text);
  await briefly();
  if (Math.random() < 0.5) socket.destroy();
  else socket.resume();
}
