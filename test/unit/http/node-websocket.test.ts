/** Pings of the node transport's WebSockets, with the clock in the test's hands. (uWebSockets.js sends its own.) */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type TestContext, test } from "node:test";
import { WebSocket } from "ws";
import { NodeWebSockets } from "../../../src/http/node/websocket.js";
import { webSocketIdleSeconds } from "../../../src/http/websocket-handshake.js";

const halfIdleMs = (webSocketIdleSeconds * 1000) / 2;

interface Pair {
  readonly peer: WebSocket;
  /** What the stream's owner heard. */
  readonly heard: string[];
}

async function connect(t: TestContext, autoPong: boolean): Promise<Pair> {
  const heard: string[] = [];
  const server = createServer();
  const sockets = new NodeWebSockets();
  server.on("upgrade", (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    const owner = { ended: () => heard.push("ended"), cut: () => heard.push("cut") };
    sockets.open({ incoming, socket, head }, { protocol: undefined, text: true }, owner);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const peer = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`, { autoPong });
  t.after(() => {
    peer.terminate();
    server.close();
  });
  await once(peer, "open");
  return { peer, heard };
}

/** One test for both: timers made under a mocked clock must end under it. */
test("a silent peer is pinged; it stays while it answers, and is cut off when it does not", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const answering = await connect(t, true);
  const mute = await connect(t, false);
  const cut = once(mute.peer, "close");
  for (let round = 0; round < 4; round += 1) {
    const pinged = once(answering.peer, "ping");
    t.mock.timers.tick(halfIdleMs);
    await pinged;
    // The answer to a ping of the peer's proves that its answer to the server's arrived before.
    answering.peer.ping();
    await once(answering.peer, "pong");
  }
  assert.deepEqual([answering.peer.readyState, answering.heard], [WebSocket.OPEN, []]);
  assert.equal((await cut)[0], 1006);
  assert.deepEqual(mute.heard, ["cut"]);
  answering.peer.terminate();
  while (answering.heard.length === 0) await new Promise((resolve) => setImmediate(resolve));
});
