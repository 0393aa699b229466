/** What every transport promises about limits, time and shutting down. */
import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { BodyError, type Handler, type HttpRequest } from "../../src/http/message.js";
import { chooseTransport } from "../../src/http/select.js";
import { fetchWhole, openRaw, readAll } from "../support/http/client.js";
import { type TransportBackend, testCert, testMaxHeaderBytes } from "../support/http/servers.js";
import { lastingPort } from "../support/ports.js";

/** A slow machine must get a request through in it. */
const idleTimeoutMs = 3000;

export function transportLimitsContract(backend: TransportBackend): void {
  bodyLimits(backend);
  if (backend.protocol === "http1") headLimits(backend);
  shutdown(backend);
}

/** Answers with the fault, or with the length of the body. */
const measure =
  (limitBytes: number): Handler =>
  (request, response) => {
    void fault(request, limitBytes).then((text) => response.send(text.startsWith("ok") ? 200 : 413, [], text));
  };

async function fault(request: HttpRequest, limitBytes: number): Promise<string> {
  try {
    return `ok ${(await request.body(limitBytes)).length}`;
  } catch (error) {
    return error instanceof BodyError ? error.fault : String(error);
  }
}

function bodyLimits(backend: TransportBackend): void {
  const { name } = backend;
  test(`${name}: a body of the limit is read, one byte more is refused`, async (t) => {
    const { client } = await backend.open(t, measure(100_000));
    for (const [size, expected] of [
      [100_000, "ok 100000"],
      [100_001, "TooLarge"],
    ] as const) {
      const known = { method: "POST", path: "/", headers: { "content-length": String(size) } };
      assert.equal((await fetchWhole(client, known, Buffer.alloc(size))).body.toString(), expected);
      const call = client.call({ method: "POST", path: "/" });
      for (let sent = 0; sent < size; sent += 10_000) call.sink.write(Buffer.alloc(Math.min(10_000, size - sent)));
      call.sink.end();
      assert.equal((await readAll((await call.answer).body)).toString(), expected, `${size} without a length`);
    }
  });

  test(`${name}: a body announced too large is refused before a byte of it is sent`, async (t) => {
    const { client } = await backend.open(t, measure(1000));
    const call = client.call({ method: "POST", path: "/", headers: { "content-length": "5000000" } });
    call.sink.on("error", () => {});
    (call.sink as { flushHeaders?(): void }).flushHeaders?.();
    const answer = await call.answer;
    assert.deepEqual([answer.status, (await readAll(answer.body)).toString()], [413, "TooLarge"]);
    call.abort();
  });

  if (backend.protocol === "http1") {
    test(`${name}: a client that sends all of a far too large body finds its refusal, and its connection goes on`, async (t) => {
      const { target } = await backend.open(t, measure(1000));
      const raw = openRaw(target);
      raw.socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12000000\r\n\r\n");
      for (let sent = 0; sent < 12; sent++) raw.socket.write(Buffer.alloc(1_000_000));
      raw.socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxx");
      await raw.until(/^HTTP\/1\.1 413 [\s\S]*TooLarge/);
      await raw.until(/HTTP\/1\.1 200 [\s\S]*ok 2$/);
      raw.socket.destroy();
    });
  }

  test(`${name}: a client that never stops sending gets its refusal and is cut off`, async (t) => {
    const { client } = await backend.open(t, measure(100_000));
    const call = client.call({ method: "POST", path: "/" });
    call.sink.on("error", () => {});
    const chunk = Buffer.alloc(16_000);
    const sending = setInterval(() => call.sink.write(chunk), 1);
    const answer = await call.answer;
    clearInterval(sending);
    assert.equal(answer.status, 413);
    call.abort();
    assert.equal((await fetchWhole(client, { method: "POST", path: "/" }, "x")).body.toString(), "ok 1");
  });

  test(`${name}: a body that stalls is given up`, async (t) => {
    const { client } = await backend.open(t, measure(1000), { bodyTimeoutMs: 40 });
    const call = client.call({ method: "POST", path: "/", headers: { "content-length": "10" } });
    call.sink.on("error", () => {});
    call.sink.write("half");
    const answer = await call.answer;
    assert.equal((await readAll(answer.body)).toString(), "Timeout");
    call.abort();
  });

  test(`${name}: a body can be read once only, and a request without one has an empty one`, async (t) => {
    const { client } = await backend.open(t, (request, response) => {
      const first = fault(request, 100);
      const second = request.method === "GET" ? first : fault(request, 100);
      void Promise.all([first, second]).then((texts) => response.send(200, [], texts.join(";")));
    });
    assert.equal((await fetchWhole(client, { path: "/" })).body.toString(), "ok 0;ok 0");
    const twice = await fetchWhole(client, { method: "POST", path: "/" }, "abc");
    assert.match(twice.body.toString(), /^ok 3;Error: .*once$/);
  });
}

function headLimits(backend: TransportBackend): void {
  const { name } = backend;
  const ok: Handler = (_request, response) => response.send(200, [], "ok");

  test(`${name}: a head beyond the limit is refused with 431, or by closing, and never handled`, async (t) => {
    let handled = 0;
    const { target, client } = await backend.open(t, (_request, response) => {
      handled += 1;
      response.send(200, [], "ok");
    });
    const raw = openRaw(target);
    raw.socket.write("GET / HTTP/1.1\r\nHost: a\r\n");
    // Slowly, so that no single read of the server holds all of it.
    for (let sent = 0; sent < 4 * testMaxHeaderBytes && !raw.socket.destroyed; sent += 4000) {
      raw.socket.write(`X-${sent}: ${"a".repeat(4000)}\r\n`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    raw.socket.write("\r\n");
    assert.match(await raw.closed, /^$|^HTTP\/1\.1 431 /);
    assert.equal(handled, 0);
    assert.equal((await fetchWhole(client, { path: "/" })).status, 200);
  });

  test(`${name}: a URL beyond the limit is refused with 431`, async (t) => {
    const { target } = await backend.open(t, ok);
    const raw = openRaw(target);
    raw.socket.write(`GET /${"a".repeat(2 * testMaxHeaderBytes)} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await raw.until(/^HTTP\/1\.1 431 /);
    raw.socket.destroy();
  });

  test(`${name}: a connection that says nothing, half a head or nothing more is closed, a waiting one is not`, async (t) => {
    const waiting: (() => void)[] = [];
    const handler: Handler = (request, response) => {
      if (request.path === "/now") response.send(200, [], "ok");
      else if (request.path === "/answer") waiting.push(() => response.send(200, [], "late"));
      else {
        const stream = response.stream(200, [], Buffer.from(" "));
        stream.write(Buffer.from("early"));
        waiting.push(() => {
          stream.write(Buffer.from("late"));
          stream.end();
        });
      }
    };
    const { target, client } = await backend.open(t, handler, { idleTimeoutMs });
    const later = ["/answer", "/stream"].map((path) => fetchWhole(client, { path }));
    const said = ["", "GET /now HTTP/1.1\r\nHost: a\r\nX: ", "GET /now HTTP/1.1\r\nHost: a\r\n\r\n"];
    const connections = said.map((text) => {
      const raw = openRaw(target);
      raw.socket.write(text);
      return raw;
    });
    const [silent, half, idle] = await Promise.all(connections.map((connection) => connection.closed));
    assert.equal(silent, "");
    assert.match(half!, /^$|^HTTP\/1\.1 408 /);
    assert.match(idle!, /^HTTP\/1\.1 200 OK\r\n[\s\S]*ok$/);
    for (const answerNow of waiting) answerNow();
    const [answer, stream] = await Promise.all(later);
    assert.deepEqual([answer!.body.toString(), stream!.body.toString().trim()], ["late", "earlylate"]);
  });
}

function shutdown(backend: TransportBackend): void {
  const { name } = backend;
  test(`${name}: after stopAccepting requests in flight finish and nobody new gets in`, async (t) => {
    let release = (): void => {};
    const { client, listener, target } = await backend.open(t, (_request, response) => {
      release = () => response.send(200, [], "late");
      started.resolve();
    });
    const started = deferred();
    const call = client.call({ path: "/" });
    call.sink.end();
    await started.promise;
    listener.stopAccepting();
    listener.stopAccepting();
    await assert.rejects(connect(target.port), { code: "ECONNREFUSED" });
    release();
    const answer = await call.answer;
    assert.equal((await readAll(answer.body)).toString(), "late");
    if (backend.protocol === "http1") assert.equal(answer.headers.connection, "close");
  });

  test(`${name}: close cuts what is left, tells its handler and frees the port`, async (t) => {
    const gone = deferred();
    const handler: Handler = (_request, response) => {
      const stream = response.stream(200, [], Buffer.from("start"));
      stream.write(Buffer.from("more"));
      stream.onClose(gone.resolve);
    };
    const port = await lastingPort();
    const { client, listener } = await backend.open(t, handler, { port });
    const call = client.call({ path: "/" });
    call.sink.end();
    const { body } = await call.answer;
    const cut = new Promise((resolve) => body.once("close", resolve));
    body.on("error", () => {});
    body.resume();
    listener.close();
    listener.close();
    await gone.promise;
    await cut;
    assert.equal((await backend.open(t, handler, { port })).listener.port, port);
  });

  test(`${name}: a port in use is refused with the system's error`, async (t) => {
    const { target } = await backend.open(t, (_request, response) => response.send(200, [], ""));
    const { transport } = await chooseTransport(backend.transport, {});
    const limits = { maxHeaderBytes: testMaxHeaderBytes, idleTimeoutMs: 1000, bodyTimeoutMs: 1000 };
    const second = transport.listen({ address: "127.0.0.1", port: target.port }, limits, () => {});
    await assert.rejects(second, { code: "EADDRINUSE" });
  });

  if (!backend.tls) return;
  test(`${name}: a key or certificate that is none is refused with OpenSSL's reason`, async () => {
    const { transport } = await chooseTransport(backend.transport, {});
    const limits = { maxHeaderBytes: testMaxHeaderBytes, idleTimeoutMs: 1000, bodyTimeoutMs: 1000 };
    const { cert, key } = await testCert();
    for (const tls of [
      { cert: "none", key },
      { cert, key: "none" },
    ]) {
      const listening = transport.listen({ address: "127.0.0.1", port: 0, tls }, limits, () => {});
      await assert.rejects(listening, (error: Error) => "code" in error && String(error.code).startsWith("ERR_OSSL"));
    }
  });
}

function connect(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
  });
}

export interface Deferred {
  readonly promise: Promise<void>;
  resolve(): void;
}

export function deferred(): Deferred {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}
