/**
 * Server CPU of bare handlers over TLS, per transport. Run by hand: node dist/test/bench/transport.bench.js [uws|node
 * ...] The server is a process of its own, so that its CPU time is its own; the load comes from this one.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import http2 from "node:http2";
import tls from "node:tls";
import { fileURLToPath } from "node:url";
import type { Handler, HttpStream } from "../../src/http/message.js";
import { chooseTransport, type TransportChoice } from "../../src/http/select.js";
import { testCert } from "../support/http/servers.js";

const loadMs = 2000;
const watchers = 1000;
const rounds = 40;

interface Served {
  readonly port: number;
  readonly ca: string;
}

interface Usage {
  readonly cpuMicros: number;
  readonly residentBytes: number;
}

if (process.send === undefined) await measureAll(process.argv.slice(2));
else await serve(process.argv[2] as TransportChoice);

async function serve(choice: TransportChoice): Promise<void> {
  const cert = await testCert();
  const { transport } = await chooseTransport(choice, {});
  const headers = [
    "Content-Type",
    "application/json",
    "Cache-Control",
    "no-cache, private",
    "Audit-Id",
    "0".repeat(36),
  ];
  const object = Buffer.alloc(2600, "o");
  const parts = Array.from({ length: 80 }, () => Buffer.alloc(162_500, "p"));
  const streams: HttpStream[] = [];
  const handler: Handler = (request, response) => {
    request.header("authorization");
    request.header("accept");
    if (request.path === "/list") response.sendParts(200, headers, parts);
    else if (request.path === "/watch") streams.push(response.stream(200, headers, Buffer.from(" ")));
    else if (request.path === "/later") queueMicrotask(() => response.send(200, headers, object));
    else if (request.method === "POST") void request.body(1e6).then((body) => response.send(201, headers, body));
    else response.send(200, headers, object);
  };
  const limits = { maxHeaderBytes: 65_536, idleTimeoutMs: 60_000, bodyTimeoutMs: 30_000 };
  const listener = await transport.listen({ address: "127.0.0.1", port: 0, tls: cert }, limits, handler);
  process.on("message", (message) => {
    if (message === "frame") {
      const frame = Buffer.alloc(1000, "f");
      for (const stream of streams) stream.write(frame);
    }
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMicros: user + system, residentBytes: process.memoryUsage().rss } satisfies Usage);
  });
  process.send?.({ port: listener.port, ca: cert.ca } satisfies Served);
}

async function measureAll(chosen: readonly string[]): Promise<void> {
  for (const choice of chosen.length > 0 ? chosen : ["uws", "node"]) {
    const child = fork(fileURLToPath(import.meta.url), [choice]);
    const [served] = (await once(child, "message")) as [Served];
    const post = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n${"b".repeat(900)}`;
    await measure(child, `${choice}: GET 2.6 kB, 32 connections`, () => hammer(served, get("/"), 32));
    await measure(child, `${choice}: the same, answered in a microtask`, () => hammer(served, get("/later"), 32));
    await measure(child, `${choice}: POST 0.9 kB and back, 32 connections`, () => hammer(served, post, 32));
    await measure(child, `${choice}: 13 MB in 80 parts, 4 connections`, () => hammer(served, get("/list"), 4));
    if (choice === "node")
      await measure(child, `${choice}: GET 2.6 kB, HTTP/2, 32 streams`, () => hammerHttp2(served, 32));
    await measureStreams(child, `${choice}: 1 kB frames to ${watchers} streams`, served);
    child.kill();
  }
}

async function measure(child: ChildProcess, name: string, load: () => Promise<number>): Promise<void> {
  const before = await ask(child, "usage");
  const start = performance.now();
  const requests = await load();
  const seconds = (performance.now() - start) / 1000;
  const after = await ask(child, "usage");
  const micros = (after.cpuMicros - before.cpuMicros) / requests;
  console.log(`${name}: ${micros.toFixed(1)} µs CPU each, ${Math.round(requests / seconds)}/s`);
}

async function measureStreams(child: ChildProcess, name: string, served: Served): Promise<void> {
  let received = 0;
  const sockets = await Promise.all(Array.from({ length: watchers }, () => connect(served)));
  const before = await ask(child, "usage");
  for (const socket of sockets) {
    socket.on("data", (chunk) => {
      received += chunk.length;
    });
    socket.write(get("/watch"));
  }
  while (received < watchers * 150) await new Promise((resolve) => setTimeout(resolve, 10));
  const opened = await ask(child, "usage");
  for (let round = 1; round <= rounds; round += 1) {
    await ask(child, "frame");
    while (received < watchers * round * 1000) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const after = await ask(child, "usage");
  for (const socket of sockets) socket.destroy();
  const micros = (after.cpuMicros - opened.cpuMicros) / (watchers * rounds);
  const kilobytes = (opened.residentBytes - before.residentBytes) / watchers / 1000;
  console.log(`${name}: ${micros.toFixed(1)} µs CPU each, ${kilobytes.toFixed(1)} kB resident per stream`);
}

function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: a\r\nAccept: application/json\r\nAuthorization: Bearer token\r\n\r\n`;
}

async function ask(child: ChildProcess, message: string): Promise<Usage> {
  child.send(message);
  return ((await once(child, "message")) as [Usage])[0];
}

async function connect(served: Served): Promise<tls.TLSSocket> {
  const socket = tls.connect({ host: "127.0.0.1", port: served.port, ca: served.ca, ALPNProtocols: ["http/1.1"] });
  await once(socket, "secureConnect");
  return socket;
}

/** One request after the other on each connection; the number of answers. */
async function hammer(served: Served, request: string, connections: number): Promise<number> {
  const until = performance.now() + loadMs;
  let answers = 0;
  const one = async (): Promise<void> => {
    const socket = await connect(served);
    await new Promise<void>((resolve, reject) => {
      let missing = 0;
      socket.on("data", (chunk) => {
        if (missing === 0) {
          const end = chunk.indexOf("\r\n\r\n") + 4;
          const length = /content-length: (\d+)/i.exec(chunk.toString("latin1", 0, end));
          missing = Number(length?.[1]) + end;
        }
        missing -= chunk.length;
        if (missing > 0) return;
        answers += 1;
        if (performance.now() < until) socket.write(request);
        else socket.end(resolve);
      });
      socket.on("error", reject);
      socket.write(request);
    });
  };
  await Promise.all(Array.from({ length: connections }, one));
  return answers;
}

async function hammerHttp2(served: Served, streams: number): Promise<number> {
  const until = performance.now() + loadMs;
  const session = http2.connect(`https://127.0.0.1:${served.port}`, { ca: served.ca });
  let answers = 0;
  const one = async (): Promise<void> => {
    while (performance.now() < until) {
      const stream = session.request({ ":path": "/", accept: "application/json", authorization: "Bearer token" });
      stream.resume();
      await once(stream, "close");
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: streams }, one));
  session.close();
  return answers;
}
