/** Watches over WebSockets against the running server, on both transports; expectations are kube-apiserver's recorded answers. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { WebSocket } from "ws";
import { transportsHere } from "../support/http/transports-here.js";
import { ServerProcess } from "../support/server-process.js";

const configMaps = "/api/v1/namespaces/default/configmaps";
const watch = `${configMaps}?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Dseen`;
const origin = { origin: "http://example.test" };

interface Outcome {
  readonly status: number;
  readonly protocol: string;
  readonly messages: readonly { readonly data: Buffer; readonly binary: boolean }[];
  readonly code: number;
}

interface Handshake {
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
}

/** Everything until the end, of either kind. */
function talk(url: string, { headers = origin, protocols = [] }: Handshake): Promise<Outcome> {
  const socket = new WebSocket(url.replace("https:", "wss:"), [...protocols], { rejectUnauthorized: false, headers });
  const messages: { data: Buffer; binary: boolean }[] = [];
  socket.on("message", (data: Buffer, binary) => messages.push({ data, binary }));
  return new Promise((resolve, reject) => {
    socket.on("unexpected-response", (_request, response) => {
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode ?? 0, protocol: "", messages, code: 0 }));
    });
    socket.on("close", (code) => resolve({ status: 101, protocol: socket.protocol, messages, code }));
    socket.on("error", (error) => {
      if (socket.readyState !== WebSocket.CLOSING) reject(error);
    });
  });
}

for (const transport of await transportsHere()) {
  let server: ServerProcess;
  let bearer = "";

  before(async () => {
    server = await ServerProcess.start({ flags: [`--transport=${transport}`] });
    bearer = `base64url.bearer.authorization.k8s.io.${Buffer.from(server.token).toString("base64url")}`;
    const body = { kind: "ConfigMap", apiVersion: "v1", metadata: { name: "seen" }, data: { a: "1" } };
    const made = await server.request("POST", configMaps, body);
    assert.equal(made.status, 201, made.text);
  });
  after(() => server.stop());

  const authorized = (more: Readonly<Record<string, string>> = {}) => ({
    ...origin,
    authorization: `Bearer ${server.token}`,
    ...more,
  });

  test(`${transport}: each event is one text message, and the end has code 1000`, async () => {
    const outcome = await talk(`${server.url}${watch}`, { headers: authorized(), protocols: ["anything"] });
    assert.deepEqual([outcome.status, outcome.protocol, outcome.code], [101, "anything", 1000]);
    assert.equal(outcome.messages.length, 1);
    const [message] = outcome.messages;
    assert.equal(message?.binary, false);
    assert.ok(message?.data.toString().endsWith("}\n"));
    const event = JSON.parse(message?.data.toString() ?? "") as {
      type: string;
      object: { metadata: { name: string } };
    };
    assert.deepEqual([event.type, event.object.metadata.name], ["ADDED", "seen"]);
  });

  test(`${transport}: protobuf events are binary messages without a length in front`, async () => {
    const headers = authorized({ accept: "application/vnd.kubernetes.protobuf" });
    const { messages } = await talk(`${server.url}${watch}`, { headers });
    assert.equal(messages.length, 1);
    assert.equal(messages[0]?.binary, true);
    assert.equal(messages[0]?.data.subarray(0, 7).toString(), "\n\u0005ADDED");
  });

  test(`${transport}: a token may come as a protocol, beside another one`, async () => {
    const path = `${server.url}${watch}`;
    const good = await talk(path, { protocols: [bearer, "base64.binary.k8s.io"] });
    assert.deepEqual([good.status, good.protocol, good.code], [101, "base64.binary.k8s.io", 1000]);
    const wrong = `${bearer.slice(0, bearer.lastIndexOf("."))}.${Buffer.from("wrong").toString("base64url")}`;
    for (const protocols of [[bearer], [wrong, "a"], [bearer, `${bearer}AA`, "a"], []]) {
      assert.equal((await talk(path, { protocols })).status, 401, String(protocols));
    }
  });

  test(`${transport}: bad handshakes and bad requests are answered as such`, async () => {
    const { authorization } = authorized();
    for (const [path, handshake, status] of [
      [watch, { headers: { authorization } }, 403],
      [watch, { headers: { authorization, origin: "null" } }, 403],
      [watch, { headers: authorized(), protocols: ["a", "b"] }, 400],
      [watch, { headers: authorized({ accept: "application/yaml" }) }, 406],
      ["/api/v1/nothing?watch=1", { headers: authorized() }, 404],
      [`${configMaps}/seen`, { headers: authorized() }, 200],
    ] as const) {
      assert.equal((await talk(`${server.url}${path}`, handshake)).status, status, `${path} ${status}`);
    }
  });
}
