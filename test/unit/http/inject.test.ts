/** The in-process dispatch keeps the transport's promises as far as they make sense without a socket. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inject, injectWhole } from "../../../src/http/inject.js";
import { BodyError, type Handler, type HttpResponse, type HttpStream } from "../../../src/http/message.js";

const frame = Buffer.alloc(1000, "f");

test("inject: a handler sees the request as given, and the caller the answer as sent", async () => {
  const handler: Handler = (request, response) => {
    const { method, path, query, secure, remoteAddress } = request;
    void request.body(100).then((body) => {
      const many = request.header("x-many");
      response.send(
        201,
        ["X-A", "b"],
        JSON.stringify({ method, path, query, secure, remoteAddress, many, body: `${body}` }),
      );
    });
  };
  const answer = await injectWhole(handler, {
    method: "PUT",
    url: "/a%2F?b=c",
    headers: ["X-Many", "1", "x-many", "2"],
    body: "text",
  });
  assert.equal(answer.status, 201);
  assert.equal(answer.header("x-a"), "b");
  assert.equal(answer.header("Content-Length"), String(answer.body.length));
  assert.deepEqual(JSON.parse(answer.body), {
    method: "PUT",
    path: "/a%2F",
    query: "b=c",
    secure: true,
    remoteAddress: "127.0.0.1",
    many: "1, 2",
    body: "text",
  });
});

test("inject: HEAD, 204 and 304 have no body, parts are joined", async () => {
  const handler: Handler = (request, response) => {
    response.sendParts(Number(request.path.slice(1)), [], [Buffer.from("a"), Buffer.from("b")]);
  };
  assert.equal((await injectWhole(handler, { url: "/200" })).body, "ab");
  assert.equal((await injectWhole(handler, { url: "/204" })).body, "");
  assert.equal((await injectWhole(handler, { url: "/304" })).header("content-length"), undefined);
  const head = await injectWhole(handler, { method: "HEAD", url: "/200" });
  assert.deepEqual([head.body, head.header("content-length")], ["", "2"]);
});

test("inject: a body too large is refused, one read twice too", async () => {
  const seen: unknown[] = [];
  const handler: Handler = (request, response) => {
    void request.body(3).catch((error: unknown) => {
      seen.push(error instanceof BodyError ? error.fault : error);
      response.send(413, [], "");
    });
    request.body(3).catch((error: unknown) => seen.push((error as Error).message));
  };
  assert.equal((await injectWhole(handler, { method: "POST", url: "/", body: "four" })).status, 413);
  assert.equal(seen[0], "TooLarge");
  assert.equal(seen.length, 2);
});

test("inject: a stream is held up by a reader that does not read, and drains when it does", async () => {
  let stream: HttpStream | undefined;
  let drained = 0;
  const exchange = inject(
    (_request, response) => {
      stream = response.stream(200, []);
      stream.onDrain(() => {
        drained += 1;
      });
    },
    { url: "/", windowBytes: 2500 },
  );
  assert.deepEqual([stream!.write(frame), stream!.write(frame), stream!.write(frame)], [true, true, false]);
  assert.equal(stream!.bufferedBytes, 3000);
  const chunks = exchange.chunks();
  for (let index = 0; index < 3; index += 1) assert.equal((await chunks.next()).value, frame);
  assert.deepEqual([drained, stream!.bufferedBytes], [1, 0]);
  stream!.end();
  assert.equal((await chunks.next()).done, true);
});

test("inject: a peer that leaves is told to the stream, to the response and to a body being read", async () => {
  const seen: string[] = [];
  let held: HttpResponse | undefined;
  const exchange = inject(
    (_request, response) => {
      held = response;
      response.onFinished((completed) => seen.push(`finished ${completed}`));
      response.stream(200, []).onClose(() => seen.push("closed"));
    },
    { url: "/" },
  );
  assert.equal((await exchange.answer).status, 200);
  exchange.abort();
  exchange.abort();
  assert.deepEqual(seen, ["finished false", "closed"]);
  assert.equal(held!.finished, true);
  held!.send(200, [], "nobody");
  await assert.rejects(exchange.text());
});

test("inject: a destroyed stream fails its reader, and a response left before any answer rejects", async () => {
  const destroyed = inject((_request, response) => response.stream(200, []).destroy(), { url: "/" });
  await assert.rejects(destroyed.text());
  const silent = inject(() => {}, { url: "/" });
  silent.abort();
  await assert.rejects(silent.answer);
});
