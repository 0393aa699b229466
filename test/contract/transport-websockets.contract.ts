/** What every transport promises about WebSockets: messages, back-pressure, ends of both sides, refusals, other upgrades. */
import assert from "node:assert/strict";
import { connect as connectPlain } from "node:net";
import { type TestContext, test } from "node:test";
import { connect as connectTls } from "node:tls";
import { WebSocket } from "ws";
import type { HttpRequest, HttpResponse, HttpStream } from "../../src/http/message.js";
import { maxWebSocketMessageBytes } from "../../src/http/websocket-handshake.js";
import { fetchWhole } from "../support/http/client.js";
import type { OpenServer, TransportBackend } from "../support/http/servers.js";

export function transportWebSocketsContract(backend: TransportBackend): void {
  if (backend.protocol === "http2") noWebSockets(backend);
  else {
    messages(backend);
    pressure(backend);
    ends(backend);
    refusals(backend);
  }
}

interface Received {
  readonly data: string;
  readonly binary: boolean;
}

interface Peer {
  readonly socket: WebSocket;
  readonly received: Received[];
  /** Rejects with the answer's status when the handshake is refused. */
  readonly opened: Promise<void>;
  /** The close code; 1006 when there was none. */
  readonly closed: Promise<number>;
}

function connect(t: TestContext, { target }: OpenServer, protocols: readonly string[] = [], path = "/a?watch=1"): Peer {
  const scheme = target.ca === undefined ? "ws" : "wss";
  const options = target.ca === undefined ? {} : { ca: target.ca };
  const socket = new WebSocket(`${scheme}://127.0.0.1:${target.port}${path}`, [...protocols], options);
  t.after(() => socket.terminate());
  const received: Received[] = [];
  socket.on("message", (data: Buffer, binary) => received.push({ data: data.toString(), binary }));
  const opened = new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  opened.catch(() => {});
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  return { socket, received, opened, closed };
}

function open(response: HttpResponse, text = true, protocol?: string): HttpStream {
  assert.ok(response.openWebSocket !== undefined, "the request is a handshake");
  return response.openWebSocket({ text, protocol });
}

const frame = (text: string): Buffer => Buffer.from(text);

function messages(backend: TransportBackend): void {
  const { name } = backend;
  for (const later of [false, true]) {
    test(`${name}: a WebSocket opened ${later ? "after a wait" : "at once"} carries one message per write`, async (t) => {
      const seen = deferred<HttpRequest>();
      const report = deferred<unknown>();
      const server = await backend.open(t, (request, response) => {
        response.onFinished((completed) => report.resolve([completed, response.bytesSent]));
        const go = (): void => {
          const stream = open(response);
          for (const text of ["one", "två", ""]) stream.write(frame(text));
          stream.end();
          seen.resolve(request);
        };
        if (later) setTimeout(go, 20);
        else go();
      });
      const peer = connect(t, server);
      assert.equal(await peer.closed, 1000);
      const texts = ["one", "två", ""].map((data) => ({ data, binary: false }));
      assert.deepEqual(peer.received, texts);
      assert.deepEqual(await report.promise, [true, 7]);
      const request = await seen.promise;
      assert.deepEqual([request.path, request.query, request.header("upgrade")], ["/a", "watch=1", "websocket"]);
      assert.equal(request.remoteAddress, "127.0.0.1");
    });
  }

  test(`${name}: messages are binary where the handler says so, and its choice of protocol is told`, async (t) => {
    const server = await backend.open(t, (_request, response) => {
      open(response, false, "two").write(Buffer.from([0, 255]));
    });
    const peer = connect(t, server, ["one", "two"]);
    await peer.opened;
    assert.equal(peer.socket.protocol, "two");
    while (peer.received.length === 0) await tick();
    assert.equal(peer.received[0]?.binary, true);
  });
}

function pressure(backend: TransportBackend): void {
  test(`${backend.name}: a WebSocket whose peer does not read says so, keeps what was written, and goes on`, async (t) => {
    const report = deferred<number>();
    const chunk = Buffer.alloc(256 * 1024, "x");
    const server = await backend.open(t, (_request, response) => {
      const stream = open(response);
      let sent = 1;
      // The kernel may take what the socket called too much; the peer reads nothing before this function is over.
      while (stream.write(chunk) || stream.bufferedBytes === 0) sent += 1;
      assert.equal(stream.write(frame("last")), false);
      stream.onDrain(() => {
        assert.equal(stream.bufferedBytes, 0);
        stream.end();
        report.resolve(sent);
      });
    });
    const peer = connect(t, server);
    const sent = await report.promise;
    assert.equal(await peer.closed, 1000);
    assert.equal(peer.received.length, sent + 1);
    assert.equal(peer.received.at(-1)?.data, "last");
    assert.ok(peer.received.slice(0, -1).every(({ data }) => data.length === chunk.length));
  });
}

function ends(backend: TransportBackend): void {
  const { name } = backend;
  test(`${name}: a WebSocket hears of a peer that closes, and of one that is cut off`, async (t) => {
    const closed: Promise<unknown>[] = [];
    const server = await backend.open(t, (_request, response) => {
      const stream = open(response);
      const heard = new Promise<void>((resolve) => stream.onClose(resolve));
      const finished = new Promise<boolean>((resolve) => response.onFinished(resolve));
      closed.push(Promise.all([heard, finished]));
      stream.write(frame("hello"));
    });
    for (const leave of [(peer: Peer) => peer.socket.close(), (peer: Peer) => peer.socket.terminate()]) {
      const peer = connect(t, server);
      await peer.opened;
      while (peer.received.length === 0) await tick();
      leave(peer);
      await peer.closed;
    }
    assert.deepEqual(await Promise.all(closed), [
      [undefined, false],
      [undefined, false],
    ]);
  });

  test(`${name}: a destroyed WebSocket ends without a close code`, async (t) => {
    const server = await backend.open(t, (_request, response) => {
      const stream = open(response);
      stream.onClose(() => assert.fail("the peer did not go away"));
      setTimeout(() => {
        stream.destroy();
        stream.destroy();
        assert.equal(response.finished, true);
      }, 10);
    });
    assert.equal(await connect(t, server).closed, 1006);
  });

  test(`${name}: what the peer sends is thrown away, a message past the limit ends the WebSocket`, async (t) => {
    const finished = deferred<boolean>();
    const server = await backend.open(t, (_request, response) => {
      open(response).write(frame("hello"));
      response.onFinished(finished.resolve);
    });
    const peer = connect(t, server);
    await peer.opened;
    peer.socket.send("x".repeat(maxWebSocketMessageBytes));
    await new Promise((resolve) => {
      peer.socket.once("pong", resolve);
      peer.socket.ping();
    });
    assert.equal(peer.socket.readyState, WebSocket.OPEN);
    peer.socket.send("x".repeat(maxWebSocketMessageBytes + 1));
    assert.ok([1006, 1009].includes(await peer.closed));
    assert.equal(await finished.promise, false);
  });

  test(`${name}: closing the listener closes its WebSockets`, async (t) => {
    const server = await backend.open(t, (_request, response) => void open(response).write(frame("hello")));
    const peer = connect(t, server);
    await peer.opened;
    server.listener.close();
    assert.equal(await peer.closed, 1006);
  });
}

const handshake = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

function refusals(backend: TransportBackend): void {
  const { name } = backend;
  test(`${name}: a handshake may be answered as any request, at once or later`, async (t) => {
    const server = await backend.open(t, (request, response) => {
      const answer = (): void => response.send(403, ["Content-Type", "text/plain"], "no");
      if (request.path === "/later") setTimeout(answer, 10);
      else answer();
    });
    for (const path of ["/now", "/later"]) {
      await assert.rejects(connect(t, server, [], path).opened, /403/);
    }
  });

  test(`${name}: a refused peer that goes on sending is let go of, and not only told to`, async (t) => {
    const { target } = await backend.open(t, (_request, response) => response.send(403, [], "no"));
    const to = { host: "127.0.0.1", port: target.port, allowHalfOpen: true };
    const peer = target.ca === undefined ? connectPlain(to) : connectTls({ ...to, ca: target.ca });
    const closed = new Promise<void>((resolve) => peer.once("close", () => resolve()));
    t.after(() => peer.destroy());
    peer.on("error", () => {});
    const lines = Object.entries(handshake).map(([header, value]) => `${header}: ${value}`);
    peer.write(["GET / HTTP/1.1", "host: a", ...lines, "", ""].join("\r\n"));
    let seen = "";
    for await (const chunk of peer.setEncoding("latin1").iterator({ destroyOnReturn: false })) {
      seen += String(chunk);
      if (seen.includes("\r\n\r\nno")) break;
    }
    assert.match(seen, /^HTTP\/1\.1 403 /);
    const more = setInterval(() => peer.write("more\r\n\r\n"), 5);
    await closed;
    clearInterval(more);
  });

  test(`${name}: no WebSocket opens from a request that is no good handshake`, async (t) => {
    const { client } = await backend.open(t, (request, response) => {
      assert.equal(response.openWebSocket, undefined);
      response.send(200, [], `${request.method} ${request.header("sec-websocket-key") ?? ""}`);
    });
    for (const bad of [
      { "sec-websocket-version": "8" },
      { "sec-websocket-key": "short" },
      { "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZ!==" },
      { upgrade: "h2c" },
      { connection: "keep-alive" },
    ]) {
      const headers = { ...handshake, ...bad };
      const { body } = await fetchWhole(client, { path: "/", headers });
      assert.equal(body.toString(), `GET ${headers["sec-websocket-key"]}`);
    }
  });

  test(`${name}: a request that offers another protocol is served with its body, and the connection goes on`, async (t) => {
    const { client } = await backend.open(t, (request, response) => {
      void request.body(1000).then((body) => response.send(200, [], `${request.method} ${body.toString()}`));
    });
    for (let round = 0; round < 3; round += 1) {
      const call = client.call({
        method: "POST",
        path: "/",
        headers: { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "content-length": "4" },
      });
      call.sink.end("body");
      const { status, body } = await call.answer;
      let text = "";
      for await (const chunk of body) text += String(chunk);
      assert.deepEqual([status, text], [200, "POST body"]);
    }
  });
}

function noWebSockets(backend: TransportBackend): void {
  test(`${backend.name}: has no WebSockets`, async (t) => {
    const { client } = await backend.open(t, (_request, response) => {
      response.send(200, [], String(response.openWebSocket === undefined));
    });
    assert.equal((await fetchWhole(client, { path: "/" })).body.toString(), "true");
  });
}

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

function deferred<Value>(): { readonly promise: Promise<Value>; readonly resolve: (value: Value) => void } {
  let resolve = (_value: Value): void => {};
  const promise = new Promise<Value>((done) => {
    resolve = done;
  });
  return { promise, resolve: (value) => resolve(value) };
}
