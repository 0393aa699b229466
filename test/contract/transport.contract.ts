/** What every transport promises about requests and whole answers (src/http/message.ts). */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { Handler } from "../../src/http/message.js";
import { fetchWhole, openRaw } from "../support/http/client.js";
import type { TransportBackend } from "../support/http/servers.js";

const json = ["Content-Type", "application/json"];

export function transportContract(backend: TransportBackend): void {
  requestPromises(backend);
  answerPromises(backend);
  bodyPromises(backend);
  if (backend.protocol === "http1") connectionPromises(backend);
}

function requestPromises(backend: TransportBackend): void {
  const { name } = backend;
  test(`${name}: a handler sees method, raw path, query, peer and security as they are`, async (t) => {
    const { client } = await backend.open(t, (request, response) => {
      const { method, path, query, remoteAddress, secure } = request;
      response.send(200, json, JSON.stringify({ method, path, query, remoteAddress, secure }));
    });
    const seen = async (method: string, path: string) =>
      JSON.parse((await fetchWhole(client, { method, path })).body.toString()) as object;
    const peer = { remoteAddress: "127.0.0.1", secure: backend.tls };
    assert.deepEqual(await seen("GET", "/"), { method: "GET", path: "/", query: "", ...peer });
    assert.deepEqual(await seen("GET", "/a%2Fb//%20../c?x=%26&y"), {
      method: "GET",
      path: "/a%2Fb//%20../c",
      query: "x=%26&y",
      ...peer,
    });
    assert.deepEqual(await seen("DELETE", "/q?"), { method: "DELETE", path: "/q", query: "", ...peer });
    assert.deepEqual(await seen("PATCH", "/q?a?b"), { method: "PATCH", path: "/q", query: "a?b", ...peer });
    const long = `/${"long/".repeat(1600)}?${"q=1&".repeat(1000)}`;
    const [path, query] = long.split("?");
    assert.deepEqual(await seen("GET", long), { method: "GET", path, query, ...peer });
  });

  test(`${name}: headers can be read while the handler runs and after it returned`, async (t) => {
    const handler: Handler = (request, response) => {
      const read = () => ["accept", "x-many", "x-none", "x-empty", "user-agent"].map((n) => request.header(n) ?? null);
      if (request.path === "/sync") response.send(200, json, JSON.stringify(read()));
      else setTimeout(() => response.send(200, json, JSON.stringify(read())), 5);
    };
    const { client } = await backend.open(t, handler);
    const headers = { accept: "application/json", "x-many": ["one", "two"], "x-empty": "", "user-agent": "me" };
    for (const path of ["/sync", "/later"]) {
      const got = await fetchWhole(client, { path, headers });
      assert.deepEqual(JSON.parse(got.body.toString()), ["application/json", "one, two", null, null, "me"], path);
    }
  });

  test(`${name}: header lines of one beginning are told one by one, in their order`, async (t) => {
    const { client } = await backend.open(t, (request, response) => {
      response.send(200, json, JSON.stringify(request.headerLines("x-a")));
    });
    const headers = { "x-b": "no", "X-A-One": ["one, two", "three"], "x-a": "four" };
    const got = await fetchWhole(client, { path: "/", headers });
    const lines = [
      ["x-a-one", "one, two"],
      ["x-a-one", "three"],
      ["x-a", "four"],
    ];
    assert.deepEqual(JSON.parse(got.body.toString()), lines);
    assert.deepEqual(JSON.parse((await fetchWhole(client, { path: "/" })).body.toString()), []);
  });

  test(`${name}: fifty requests at once are answered each with its own answer`, async (t) => {
    const { client } = await backend.open(t, (request, response) => {
      setTimeout(() => response.send(200, [], request.path), 5);
    });
    const paths = Array.from({ length: 50 }, (_, index) => `/${index}`);
    const answers = await Promise.all(paths.map((path) => fetchWhole(client, { path })));
    assert.deepEqual(
      answers.map((answer) => answer.body.toString()),
      paths,
    );
  });
}

function answerPromises(backend: TransportBackend): void {
  const { name } = backend;
  test(`${name}: a whole answer carries its length in bytes, a date and nothing about the server`, async (t) => {
    const seen: Promise<unknown>[] = [];
    const { client } = await backend.open(t, (_request, response) => {
      const report = (resolve: (seen: unknown) => void) =>
        response.onFinished((completed) => resolve([completed, response.finished, response.bytesSent]));
      seen.push(new Promise(report));
      response.send(201, [...json, "X-Two", "a", "X-Two", "b"], "größer");
      seen.push(new Promise(report));
    });
    const answer = await fetchWhole(client, { path: "/" });
    assert.equal(answer.status, 201);
    assert.equal(answer.body.toString(), "größer");
    assert.equal(answer.headers["content-length"], "8");
    assert.equal(answer.headers["content-type"], "application/json");
    assert.equal(answer.headers["x-two"], "a, b");
    assert.ok(Date.parse(String(answer.headers.date)) > 0);
    assert.equal(answer.headers.server, undefined);
    assert.equal(answer.headers.uwebsockets, undefined);
    assert.equal(answer.headers["x-powered-by"], undefined);
    assert.deepEqual(await Promise.all(seen), [
      [true, true, 8],
      [true, true, 8],
    ]);
  });

  test(`${name}: HEAD gets the length of the body and no body, 204 and 304 get neither`, async (t) => {
    const { client } = await backend.open(t, (request, response) => {
      if (request.path === "/stream") response.stream(200, json).end();
      else if (request.path === "/parts") response.sendParts(200, json, [Buffer.from("ab"), Buffer.from("cd")]);
      else response.send(Number(request.path.slice(1)), ["ETag", '"1"'], "four");
    });
    for (let round = 0; round < 2; round += 1) {
      for (const path of ["/200", "/parts"]) {
        const head = await fetchWhole(client, { method: "HEAD", path });
        assert.deepEqual([head.status, head.headers["content-length"], head.body.length], [200, "4", 0], path);
      }
      assert.equal((await fetchWhole(client, { method: "HEAD", path: "/stream" })).body.length, 0);
      for (const status of [204, 304]) {
        const none = await fetchWhole(client, { path: `/${status}` });
        assert.deepEqual([none.status, none.headers["content-length"], none.headers.etag], [status, undefined, '"1"']);
        assert.equal(none.body.length, 0);
      }
      assert.equal((await fetchWhole(client, { path: "/200" })).body.toString(), "four");
    }
  });

  test(`${name}: no header value can add a header or end the head`, async (t) => {
    const { client } = await backend.open(t, (_request, response) => {
      response.send(200, ["Warning", '299 - "a\r\nX-Evil: 1\r\n\r\nb\0"', "X-Text", "ä"], "ok");
    });
    const answer = await fetchWhole(client, { path: "/" });
    assert.equal(answer.headers["x-evil"], undefined);
    assert.match(String(answer.headers.warning), /^299 - "a {2}X-Evil: 1 {4}b "$/);
    assert.equal(Buffer.from(String(answer.headers["x-text"]), "latin1").toString(), "ä");
    assert.equal(answer.body.toString(), "ok");
  });

  test(`${name}: an answer can be sent once only`, async (t) => {
    const thrown: unknown[] = [];
    const { client } = await backend.open(t, (_request, response) => {
      const stream = response.stream(200, []);
      try {
        response.send(200, [], "again");
      } catch (error) {
        thrown.push(error);
      }
      stream.end();
      stream.end();
      assert.equal(stream.write(Buffer.from("late")), true);
    });
    assert.equal((await fetchWhole(client, { path: "/" })).body.length, 0);
    assert.equal(thrown.length, 1);
  });
}

function bodyPromises(backend: TransportBackend): void {
  const { name } = backend;
  test(`${name}: thirteen megabytes in eighty parts arrive whole and in order`, async (t) => {
    const parts = Array.from({ length: 80 }, (_, index) => Buffer.alloc(index % 9 === 0 ? 0 : 180_000 + index, index));
    const expected = digest(Buffer.concat(parts));
    const finished: Promise<boolean>[] = [];
    const { client } = await backend.open(t, (request, response) => {
      finished.push(new Promise((resolve) => response.onFinished(resolve)));
      if (request.path === "/sync") response.sendParts(200, json, parts);
      else setImmediate(() => response.sendParts(200, json, parts));
    });
    const answers = await Promise.all(["/sync", "/later", "/sync"].map((path) => fetchWhole(client, { path })));
    for (const answer of answers) {
      assert.equal(digest(answer.body), expected);
      assert.equal(answer.headers["content-length"], String(answer.body.length));
    }
    assert.deepEqual(await Promise.all(finished), [true, true, true]);
  });

  test(`${name}: twenty megabytes go up and come down unchanged`, async (t) => {
    const { client } = await backend.open(t, (request, response) => {
      void request.body(64 * 1024 * 1024).then((body) => response.send(200, [], body));
    });
    const body = Buffer.alloc(20 * 1024 * 1024);
    for (let index = 0; index < body.length; index += 4) body.writeUInt32LE(index, index);
    const answer = await fetchWhole(client, { method: "POST", path: "/" }, body);
    assert.equal(digest(answer.body), digest(body));
  });

  test(`${name}: a body is there for a handler that asks late, with and without a length`, async (t) => {
    const { client } = await backend.open(t, (request, response) => {
      setTimeout(() => void request.body(1e6).then((body) => response.send(200, [], digest(body))), 20);
    });
    for (const size of [0, 1, 1000, 300_000]) {
      const body = Buffer.alloc(size, "x");
      const known = await fetchWhole(
        client,
        { method: "POST", path: "/", headers: { "content-length": String(size) } },
        body,
      );
      assert.equal(known.body.toString(), digest(body), `${size} bytes with a length`);
      const call = client.call({ method: "PUT", path: "/" });
      call.sink.write(body.subarray(0, size / 2));
      setTimeout(() => call.sink.end(body.subarray(size / 2)), 5);
      const { body: rest } = await call.answer;
      assert.equal(String((await rest.toArray()).join("")), digest(body), `${size} bytes without`);
    }
  });

  test(`${name}: an unread body does not disturb the next request`, async (t) => {
    const { client } = await backend.open(t, (request, response) => {
      if (request.path === "/sync") response.send(401, [], "no");
      else setTimeout(() => response.send(401, [], "no"), 20);
    });
    for (const path of ["/sync", "/later"]) {
      for (const size of [10, 200_000]) {
        const headers = { "content-length": String(size) };
        const answer = await fetchWhole(client, { method: "POST", path, headers }, Buffer.alloc(size, "GET "));
        assert.deepEqual([answer.status, answer.body.toString()], [401, "no"], `${path} ${size}`);
      }
    }
  });
}

function connectionPromises(backend: TransportBackend): void {
  const { name } = backend;
  const text = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

  test(`${name}: pipelined requests are answered in order on one connection`, async (t) => {
    const { target } = await backend.open(t, (request, response) => response.send(200, [], `<${request.path}>`));
    const raw = openRaw(target);
    raw.socket.write(Array.from({ length: 30 }, (_, index) => text(`/${index}`)).join(""));
    const got = await raw.until(/<\/29>/);
    raw.socket.destroy();
    const order = [...got.matchAll(/<\/(\d+)>/g)].map((match) => Number(match[1]));
    assert.deepEqual(
      order,
      Array.from({ length: 30 }, (_, index) => index),
    );
  });

  test(`${name}: a client that asks to close is closed after its answer`, async (t) => {
    const { target } = await backend.open(t, (_request, response) => response.send(200, [], "bye"));
    const raw = openRaw(target);
    raw.socket.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert.match(await raw.closed, /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nbye$/);
  });

  test(`${name}: a client that waits for 100 Continue gets it`, async (t) => {
    const { target } = await backend.open(t, (request, response) => {
      void request.body(100).then((body) => response.send(200, [], body));
    });
    const raw = openRaw(target);
    raw.socket.write("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    await raw.until(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
    raw.socket.write("hello");
    await raw.until(/HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nhello$/);
    raw.socket.destroy();
  });
}

function digest(body: Buffer): string {
  return createHash("sha256").update(body).digest("hex");
}
