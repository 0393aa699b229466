/** What every transport promises about streams, back-pressure and peers that go away. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BodyError, type HttpResponse, type HttpStream } from "../../src/http/message.js";
import { fetchWhole, readAll } from "../support/http/client.js";
import type { TransportBackend } from "../support/http/servers.js";
import { deferred } from "./transport-limits.contract.js";

const json = ["Content-Type", "application/json"];

export function transportStreamsContract(backend: TransportBackend): void {
  streaming(backend);
  pressure(backend);
  peersGone(backend);
}

function streaming(backend: TransportBackend): void {
  const { name } = backend;
  test(`${name}: the head of a stream arrives before its first frame, frames as they are written`, async (t) => {
    const opened: HttpStream[] = [];
    const { client } = await backend.open(t, (_request, response) => {
      opened.push(response.stream(200, json, Buffer.from(" ")));
    });
    const call = client.call({ path: "/" });
    call.sink.end();
    const { status, headers, body } = await call.answer;
    assert.deepEqual(
      [status, headers["content-type"], headers["content-length"]],
      [200, "application/json", undefined],
    );
    const frames = body[Symbol.asyncIterator]();
    let text = "";
    for (const frame of ["{}\n", "[1]\n"]) {
      assert.equal(opened[0]!.write(Buffer.from(frame)), true);
      while (!text.endsWith(frame)) text += String(((await frames.next()) as { value: Buffer }).value);
    }
    opened[0]!.end();
    assert.equal((await frames.next()).done, true);
    assert.equal(text.trim(), "{}\n[1]");
  });

  test(`${name}: the preamble goes with the head where that cannot go alone, and the stream says whether it did`, async (t) => {
    const opened: HttpStream[] = [];
    const { client } = await backend.open(t, (_request, response) => {
      opened.push(response.stream(200, json, Buffer.from("P")));
    });
    for (const frame of ["", "rest"]) {
      const call = client.call({ path: "/" });
      call.sink.end();
      const { body } = await call.answer;
      const stream = opened.pop()!;
      stream.write(Buffer.from(frame));
      stream.end();
      assert.equal((await readAll(body)).toString(), (stream.sentPreamble === true ? "P" : "") + frame);
    }
  });

  test(`${name}: an ended stream is complete, counts its bytes and needs no frame`, async (t) => {
    const reports: Promise<unknown>[] = [];
    const { client } = await backend.open(t, (request, response) => {
      reports.push(
        new Promise((resolve) => response.onFinished((completed) => resolve([completed, response.bytesSent]))),
      );
      const stream = response.stream(200, json);
      if (request.path === "/frames")
        for (let index = 0; index < 1000; index += 1) stream.write(Buffer.from(`${index},`));
      stream.end();
    });
    const expected = Array.from({ length: 1000 }, (_, index) => `${index},`).join("");
    assert.equal((await fetchWhole(client, { path: "/frames" })).body.toString(), expected);
    assert.equal((await fetchWhole(client, { path: "/none" })).body.length, 0);
    assert.deepEqual(await Promise.all(reports), [
      [true, expected.length],
      [true, 0],
    ]);
  });

  test(`${name}: a stream that is open when the listener stops accepting ends like any other`, async (t) => {
    const opened: HttpStream[] = [];
    const { client, listener } = await backend.open(t, (_request, response) => {
      opened.push(response.stream(200, json, Buffer.from(" ")));
    });
    const call = client.call({ path: "/" });
    call.sink.end();
    const { body } = await call.answer;
    const frames = body[Symbol.asyncIterator]();
    listener.stopAccepting();
    opened[0]!.write(Buffer.from("{}\n"));
    let text = "";
    while (!text.endsWith("{}\n")) text += String(((await frames.next()) as { value: Buffer }).value);
    opened[0]!.end();
    // A body cut off or garbled rejects here.
    assert.equal((await frames.next()).done, true);
  });

  test(`${name}: a destroyed stream is an error for its reader, not an end`, async (t) => {
    const reports: Promise<boolean>[] = [];
    const { client } = await backend.open(t, (request, response) => {
      reports.push(new Promise((resolve) => response.onFinished(resolve)));
      const stream = response.stream(200, json, Buffer.from(" "));
      stream.onClose(() => assert.fail("the peer did not go away"));
      const cut = (): void => {
        stream.destroy();
        stream.destroy();
        assert.equal(response.finished, true);
      };
      if (request.path === "/sync") cut();
      else setTimeout(cut, 20);
    });
    for (const path of ["/sync", "/later"]) {
      const call = client.call({ path });
      call.sink.end();
      await assert.rejects(async () => readAll((await call.answer).body));
    }
    assert.deepEqual(await Promise.all(reports), [false, false]);
  });
}

function pressure(backend: TransportBackend): void {
  const { name } = backend;
  test(`${name}: a writer that does not leave its handler is told to wait, and goes on when there is room`, async (t) => {
    const piece = Buffer.alloc(32 * 1024, "x");
    const pieces = 600;
    let atOnce = 0;
    const { client } = await backend.open(t, (_request, response) => {
      const stream = response.stream(200, json);
      let left = pieces;
      const go = (): void => {
        while (left > 0) {
          left -= 1;
          if (!stream.write(piece)) return;
        }
        stream.end();
      };
      stream.onDrain(go);
      go();
      atOnce = pieces - left;
    });
    assert.equal((await fetchWhole(client, { path: "/" })).body.length, pieces * piece.length);
    assert.ok(atOnce < pieces, "all of it was taken");
  });

  test(`${name}: a reader that stops holds the writer up, and one that goes on gets everything`, async (t) => {
    const blocked = deferred();
    const drained = deferred();
    const frame = Buffer.alloc(100_000, "f");
    let written = 0;
    let held: HttpStream | undefined;
    const { client } = await backend.open(t, (_request, response) => {
      const stream = response.stream(200, json);
      held = stream;
      const fill = (): void => {
        // Yields in between: a socket that is merely busy is not yet behind.
        for (let index = 0; index < 10; index += 1) {
          written += frame.length;
          stream.write(frame);
        }
        if (stream.bufferedBytes > 2_000_000) blocked.resolve();
        else setTimeout(fill, 1);
      };
      fill();
    });
    const call = client.call({ path: "/" });
    call.sink.end();
    const { body } = await call.answer;
    body.pause();
    await blocked.promise;
    held!.onDrain(drained.resolve);
    assert.equal(held!.write(frame), false);
    written += frame.length;
    assert.ok(held!.bufferedBytes <= written, `${held!.bufferedBytes} of ${written}`);
    const reading = readAll(body);
    await drained.promise;
    assert.equal(held!.write(Buffer.from("x")), true);
    written += 1;
    held!.end();
    assert.equal((await reading).length, written);
  });

  test(`${name}: a stream ended while its reader stands still is still read to its end`, async (t) => {
    const frame = Buffer.alloc(1_000_000, "g");
    const { client } = await backend.open(t, (_request, response) => {
      const stream = response.stream(200, json);
      for (let index = 0; index < 20; index += 1) stream.write(frame);
      stream.end();
    });
    const call = client.call({ path: "/" });
    call.sink.end();
    const { body } = await call.answer;
    body.pause();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal((await readAll(body)).length, 20_000_000);
  });
}

function peersGone(backend: TransportBackend): void {
  const { name } = backend;
  test(`${name}: a peer that leaves a stream is noticed once, and writing on does no harm`, async (t) => {
    const closes: string[] = [];
    const gone = deferred();
    const { client } = await backend.open(t, (_request, response) => {
      const stream = response.stream(200, json, Buffer.from(" "));
      response.onFinished((completed) => closes.push(`finished ${completed}`));
      stream.onClose(() => {
        closes.push("closed");
        stream.write(Buffer.from("late"));
        stream.end();
        stream.destroy();
        setImmediate(gone.resolve);
      });
    });
    const call = client.call({ path: "/" });
    call.sink.end();
    (await call.answer).body.on("error", () => {});
    call.abort();
    await gone.promise;
    assert.deepEqual(closes.sort(), ["closed", "finished false"]);
  });

  test(`${name}: a peer that leaves before the answer makes sending a no-op`, async (t) => {
    const arrived = deferred();
    const result = new Promise<HttpResponse>((resolve) => {
      void backend
        .open(t, (_request, response) => {
          response.onFinished(() => resolve(response));
          arrived.resolve();
        })
        .then(({ client }) => {
          const call = client.call({ path: "/" });
          call.sink.on("error", () => {});
          call.sink.end();
          void arrived.promise.then(() => call.abort());
        });
    });
    const response = await result;
    assert.equal(response.finished, true);
    response.send(200, [], "nobody");
    response.sendParts(200, [], [Buffer.from("nobody")]);
    const stream = response.stream(200, []);
    assert.equal(stream.write(Buffer.from("x")), true);
    stream.end();
    const late = await new Promise((resolve) => response.onFinished(resolve));
    assert.equal(late, false);
    assert.equal(response.bytesSent, 0);
  });

  test(`${name}: a peer that leaves in the middle of its body is told as Aborted`, async (t) => {
    const arrived = deferred();
    const faults = new Promise<unknown>((resolve) => {
      void backend
        .open(t, (request) => {
          request.body(1e6).then(resolve, resolve);
          arrived.resolve();
        })
        .then(({ client }) => {
          const call = client.call({ method: "POST", path: "/", headers: { "content-length": "1000" } });
          call.sink.on("error", () => {});
          call.sink.write("some");
          void arrived.promise.then(() => call.abort());
        });
    });
    const fault = await faults;
    assert.ok(fault instanceof BodyError && fault.fault === "Aborted", String(fault));
  });

  test(`${name}: a peer that leaves in the middle of a large answer is noticed`, async (t) => {
    const finished = new Promise<[boolean, number]>((resolve) => {
      void backend
        .open(t, (_request, response) => {
          response.onFinished((completed) => resolve([completed, response.bytesSent]));
          response.sendParts(
            200,
            json,
            Array.from({ length: 80 }, () => Buffer.alloc(500_000)),
          );
        })
        .then(async ({ client }) => {
          const call = client.call({ path: "/" });
          call.sink.end();
          const { body } = await call.answer;
          body.on("error", () => {});
          body.once("data", () => call.abort());
        });
    });
    const [completed, bytesSent] = await finished;
    assert.equal(completed, false);
    assert.ok(bytesSent < 40_000_000, `${bytesSent} bytes`);
  });
}
