/** No bytes a client can send bring a server down, are taken for a request, or disturb the next client. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Handler } from "../../src/http/message.js";
import { fetchWhole, openRaw, type Target } from "../support/http/client.js";
import { malformedRequests } from "../support/http/malformed-requests.js";
import type { TransportBackend } from "../support/http/servers.js";

/**
 * Long enough for an answer on loopback; a server that is still waiting for more bytes by then has not accepted these.
 */
const patienceMs = 150;
const atOnce = 20;

/**
 * What a transport's own parser lets through, where the adapter cannot look. Each is harmless by itself, and listed so
 * that a change in either direction is noticed; a proxy in front that parses differently should not forward them.
 */
const knownToPass: Readonly<Record<string, readonly string[]>> = {
  uws: [
    'header ": y"',
    'chunks "\\r\\n\\r\\n"',
    ...fromNode22('chunks " \\r\\nhello\\r\\n0\\r\\n\\r\\n"'),
    'chunks "5 5\\r\\nhello\\r\\n0\\r\\n\\r\\n"',
    'chunks "5\\r\\nhell\\r\\n0\\r\\n\\r\\n"',
    ...fromNode22('chunks "\\u0000\\r\\nhello\\r\\n0\\r\\n\\r\\n"'),
    'chunks "5\\u0000\\r\\nhello\\r\\n0\\r\\n\\r\\n"',
    'chunks "0\\r\\n"',
  ],
  node: ['request line "GET  / HTTP/1.1"'],
};

/** The package has an older uWebSockets.js for Node 20: what follows an empty size is no body there, and an empty one here. */
function fromNode22(name: string): string[] {
  return Number(process.versions.modules) > 120 ? [name] : [];
}

const handler: Handler = (request, response) => {
  request.body(1000).then(
    (body) => response.send(200, [], body),
    () => response.send(400, [], ""),
  );
};

export function transportMalformedContract(backend: TransportBackend): void {
  if (backend.protocol === "http2") brokenFrames(backend);
  else brokenRequests(backend);
}

function brokenRequests(backend: TransportBackend): void {
  test(`${backend.name}: malformed requests are refused and the next one is served`, async (t) => {
    const { target, client } = await backend.open(t, handler);
    const table = Object.entries(malformedRequests);
    assert.ok(table.length >= 100, `${table.length} byte sequences`);
    const accepted: string[] = [];
    // Silence is a refusal; where an answer is known to come, a slow machine must not turn it into one.
    const passing = knownToPass[backend.transport] ?? [];
    const patienceFor = (name: string): number => (passing.includes(name) ? 10_000 : patienceMs);
    for (let from = 0; from < table.length; from += atOnce) {
      const batch = table.slice(from, from + atOnce);
      const replies = await Promise.all(
        batch.map(([name, bytes]) => replyTo(target, Buffer.from(bytes, "latin1"), patienceFor(name))),
      );
      for (const [index, reply] of replies.entries()) {
        if (!/^$|^HTTP\/1\.1 [45]\d\d /.test(reply)) accepted.push(batch[index]![0]);
      }
      const next = await fetchWhole(client, { method: "POST", path: "/" }, "next");
      assert.deepEqual([next.status, next.body.toString()], [200, "next"]);
    }
    assert.deepEqual(accepted, passing);
  });

  test(`${backend.name}: a valid request cut off at any byte is not handled and harms nobody`, async (t) => {
    let handled = 0;
    const { target, client } = await backend.open(t, (request, response) => {
      handled += 1;
      handler(request, response);
    });
    const whole = "GET /whole HTTP/1.1\r\nHost: a\r\nAccept: b\r\n\r\n";
    const parts = Array.from({ length: whole.length }, (_, length) => Buffer.from(whole.slice(0, length)));
    await Promise.all(parts.map((bytes) => replyTo(target, bytes, 20)));
    assert.equal(handled, 0);
    assert.equal((await fetchWhole(client, { path: "/" })).status, 200);
  });
}

function brokenFrames(backend: TransportBackend): void {
  const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  const settings = frame(4, 0, 0, "");
  const broken: Record<string, Buffer> = {
    "no preface": Buffer.from("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    "half a preface": preface.subarray(0, 10),
    "no settings": Buffer.concat([preface, frame(6, 0, 0, "12345678")]),
    "settings of a stream": Buffer.concat([preface, frame(4, 0, 1, "")]),
    "settings of a wrong size": Buffer.concat([preface, frame(4, 0, 0, "abc")]),
    "data of an idle stream": Buffer.concat([preface, settings, frame(0, 0, 1, "data")]),
    "headers on stream 0": Buffer.concat([preface, settings, frame(1, 4, 0, "\x82")]),
    "headers on an even stream": Buffer.concat([preface, settings, frame(1, 4, 2, "\x82")]),
    "headers that cannot be decoded": Buffer.concat([preface, settings, frame(1, 5, 1, "\xff\xff\xff\xff\xff\xff")]),
    "headers without a method": Buffer.concat([preface, settings, frame(1, 5, 1, "\x84")]),
    "continuation of nothing": Buffer.concat([preface, settings, frame(9, 4, 1, "\x82")]),
    "window of zero": Buffer.concat([preface, settings, frame(8, 0, 0, "\0\0\0\0")]),
    "window overflow": Buffer.concat([preface, settings, ...Array(3).fill(frame(8, 0, 0, "\x7f\xff\xff\xff"))]),
    "push from a client": Buffer.concat([preface, settings, frame(5, 4, 1, "\0\0\0\x02\x82")]),
    "a ping of a wrong size": Buffer.concat([preface, settings, frame(6, 0, 0, "1")]),
    "a frame beyond the limit": Buffer.concat([preface, settings, frame(0, 0, 1, "a".repeat(100_000))]),
    "reset of an idle stream": Buffer.concat([preface, settings, frame(3, 0, 5, "\0\0\0\0")]),
    "a thousand resets": Buffer.concat([preface, settings, ...resets(1000)]),
    "an unknown frame": Buffer.concat([preface, settings, frame(99, 255, 3, "what")]),
    noise: Buffer.concat([preface, settings, Buffer.from(malformedRequests.noise!, "latin1")]),
  };
  test(`${backend.name}: broken frames are refused and the next request is served`, async (t) => {
    const { target, client } = await backend.open(t, handler);
    for (const [name, bytes] of Object.entries(broken)) {
      await replyTo(target, bytes, 30, "h2");
      assert.equal((await fetchWhole(client, { path: "/" })).status, 200, name);
    }
  });
}

function frame(type: number, flags: number, stream: number, payload: string): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, Buffer.from(payload, "latin1")]);
}

/** Streams opened and given up at once, as the rapid reset attack does. */
function resets(count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => {
    const stream = 2 * index + 1;
    return Buffer.concat([frame(1, 5, stream, "\x82\x84\x87\x01\x01a"), frame(3, 0, stream, "\0\0\0\x08")]);
  });
}

/** What came back until the server closed, answered, or had time to. */
async function replyTo(target: Target, bytes: Buffer, waitMs: number, alpn?: string): Promise<string> {
  const raw = openRaw(target, alpn);
  raw.socket.write(bytes);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  await Promise.race([raw.closed, raw.until(/^HTTP\/1\.1 \d\d\d /).catch(() => ""), patience]);
  clearTimeout(timer);
  raw.socket.destroy();
  return raw.received();
}
