/** Protobuf against the running server on both transports, as client-go speaks it; expectations are kube-apiserver's recorded answers. */
import assert from "node:assert/strict";
import { Agent, request } from "node:https";
import { after, before, test } from "node:test";
import { openEnvelope } from "../../src/meta/protobuf/envelope.js";
import { compileProtobufKind, type ProtobufKind } from "../../src/meta/protobuf/kind.js";
import { decodeMachinery } from "../../src/meta/protobuf/machinery.js";
import type { JsonObject } from "../../src/meta/schema.js";
import { transportsHere } from "../support/http/transports-here.js";
import { ServerProcess } from "../support/server-process.js";
import { allKinds } from "../unit/meta/protobuf/kinds.js";

const protobuf = "application/vnd.kubernetes.protobuf";
const configMaps = "/api/v1/namespaces/default/configmaps";
const metadataOnly = (as: string): string => `${protobuf};as=${as};v=v1;g=meta.k8s.io`;

interface BinaryAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

interface Sent {
  readonly accept?: string;
  readonly body?: Buffer | string;
  readonly contentType?: string;
}

const kinds = await allKinds();

function codecOf(name: string): ProtobufKind {
  const kind = kinds.get(name);
  const codec = kind && compileProtobufKind(kind);
  assert.ok(codec !== undefined, name);
  return codec;
}

const configMap = codecOf("v1 ConfigMap");
const scale = codecOf("autoscaling/v1 Scale");
const deployment = codecOf("apps/v1 Deployment");
const deleteOptions = codecOf("v1 DeleteOptions");

function written(codec: ProtobufKind, object: JsonObject): Buffer {
  return codec.envelope(codec.encodeField(object));
}

/** The enveloped object's JSON, kind and apiVersion in front. */
function opened(body: Buffer, codec: ProtobufKind | string): JsonObject {
  const { kind, apiVersion, raw } = openEnvelope(body);
  return { kind, apiVersion, ...(typeof codec === "string" ? decodeMachinery(codec, raw) : codec.decode(raw)) };
}

/** Fields 2 of a list's message. */
function itemsOf(body: Buffer): Buffer[] {
  const { raw } = openEnvelope(body);
  const items: Buffer[] = [];
  let at = 0;
  while (at < raw.length) {
    const tag = raw[at++];
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = raw[at++] ?? 0;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (tag === 0x12) items.push(raw.subarray(at, at + length));
    at += length;
  }
  return items;
}

/** Objects of the events in a watch's frames. */
function eventsOf(body: Buffer): { type: string; object: Buffer }[] {
  const events: { type: string; object: Buffer }[] = [];
  for (let at = 0; at < body.length; ) {
    const length = body.readUInt32BE(at);
    const frame = body.subarray(at + 4, at + 4 + length);
    const type = frame.subarray(2, 2 + (frame[1] ?? 0)).toString();
    events.push({ type, object: frame.subarray(frame.indexOf("k8s\0")) });
    at += 4 + length;
  }
  return events;
}

for (const transport of await transportsHere()) {
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  let server: ServerProcess;

  before(async () => {
    server = await ServerProcess.start({ flags: [`--transport=${transport}`] });
  });
  after(async () => {
    agent.destroy();
    await server.stop();
  });

  const send = (method: string, path: string, { accept = protobuf, body, contentType = protobuf }: Sent = {}) =>
    new Promise<BinaryAnswer>((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${server.token}`,
        accept,
        ...(body === undefined ? {} : { "content-type": contentType, "content-length": Buffer.byteLength(body) }),
      };
      const sent = request(`${server.url}${path}`, { method, agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const type = String(response.headers["content-type"]);
          resolve({ status: response.statusCode ?? 0, type, body: Buffer.concat(chunks) });
        });
      });
      sent.on("error", reject);
      sent.end(body);
    });

  const named = (name: string): JsonObject => ({ metadata: { name }, data: { k: name }, binaryData: { b: "/w==" } });

  test(`${transport}: an object goes in and comes out as protobuf, and is the same as JSON`, async () => {
    const made = await send("POST", configMaps, { body: written(configMap, named("made")) });
    assert.deepEqual([made.status, made.type], [201, protobuf]);
    const read = await send("GET", `${configMaps}/made`);
    assert.deepEqual([read.status, read.type], [200, protobuf]);
    assert.deepEqual(read.body, made.body);
    const json = await send("GET", `${configMaps}/made`, { accept: "application/json" });
    assert.deepEqual(opened(read.body, configMap), JSON.parse(json.body.toString()));
  });

  test(`${transport}: a list's items are bare messages, pages and metadata included`, async () => {
    for (const name of ["list-a", "list-b", "list-c"]) {
      await send("POST", configMaps, { body: written(configMap, named(name)) });
    }
    const whole = await send("GET", configMaps);
    assert.deepEqual([whole.status, whole.type, openEnvelope(whole.body).kind], [200, protobuf, "ConfigMapList"]);
    const names = itemsOf(whole.body).map(
      (item) => (configMap.decode(item) as { metadata: { name: string } }).metadata.name,
    );
    for (const name of ["list-a", "list-b", "list-c"]) assert.ok(names.includes(name), name);
    const page = await send("GET", `${configMaps}?limit=2`);
    assert.equal(itemsOf(page.body).length, 2);
    const metadata = await send("GET", configMaps, { accept: metadataOnly("PartialObjectMetadataList") });
    assert.equal(openEnvelope(metadata.body).kind, "PartialObjectMetadataList");
    assert.equal(itemsOf(metadata.body).length, names.length);
    const one = await send("GET", `${configMaps}/list-a`, { accept: metadataOnly("PartialObjectMetadata") });
    assert.deepEqual(
      [openEnvelope(one.body).kind, openEnvelope(one.body).apiVersion],
      ["PartialObjectMetadata", "meta.k8s.io/v1"],
    );
  });

  test(`${transport}: a watch sends frames with their length in front, and ends between two`, async () => {
    await send("POST", configMaps, { body: written(configMap, named("watched")) });
    const selected = `${configMaps}?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Dwatched`;
    const answer = await send(
      "GET",
      `${selected}&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`,
    );
    assert.deepEqual([answer.status, answer.type], [200, `${protobuf};stream=watch`]);
    const [added, bookmark] = eventsOf(answer.body);
    assert.deepEqual([added?.type, bookmark?.type], ["ADDED", "BOOKMARK"]);
    assert.equal((opened(added?.object ?? Buffer.alloc(0), configMap) as { data: { k: string } }).data.k, "watched");
    const marked = opened(bookmark?.object ?? Buffer.alloc(0), configMap) as { metadata: { annotations: object } };
    assert.deepEqual(marked.metadata.annotations, { "k8s.io/initial-events-end": "true" });
    const metadata = await send("GET", selected, { accept: metadataOnly("PartialObjectMetadata") });
    assert.equal(openEnvelope(eventsOf(metadata.body)[0]?.object ?? Buffer.alloc(0)).kind, "PartialObjectMetadata");
  });

  test(`${transport}: errors are a Status in protobuf, in bodies and in watches`, async () => {
    const missing = await send("GET", `${configMaps}/missing`);
    assert.deepEqual([missing.status, missing.type], [404, protobuf]);
    const { reason, details } = opened(missing.body, "Status");
    assert.deepEqual([reason, details], ["NotFound", { name: "missing", kind: "configmaps" }]);
  });

  test(`${transport}: bodies of updates, deletions and scale are read`, async () => {
    const made = await send("POST", configMaps, { body: written(configMap, named("changed")) });
    const object = opened(made.body, configMap);
    const changed = await send("PUT", `${configMaps}/changed`, {
      body: written(configMap, { ...object, data: { k: "new" } }),
    });
    assert.deepEqual((opened(changed.body, configMap) as { data: object }).data, { k: "new" });
    const wrongUid = written(deleteOptions, { preconditions: { uid: "another" } });
    assert.equal((await send("DELETE", `${configMaps}/changed`, { body: wrongUid })).status, 409);
    const gone = await send("DELETE", `${configMaps}/changed`, { body: written(deleteOptions, {}) });
    assert.deepEqual([gone.status, opened(gone.body, "Status").status], [200, "Success"]);

    const deployments = "/apis/apps/v1/namespaces/default/deployments";
    const labels = { a: "b" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "i" }] } };
    const spec = { replicas: 3, selector: { matchLabels: labels }, template };
    await send("POST", deployments, { body: written(deployment, { metadata: { name: "scaled" }, spec }) });
    const read = opened((await send("GET", `${deployments}/scaled/scale`)).body, scale);
    assert.deepEqual([read.spec, read.status], [{ replicas: 3 }, { replicas: 0, selector: "a=b" }]);
    const put = await send("PUT", `${deployments}/scaled/scale`, {
      body: written(scale, { ...read, spec: { replicas: 0 } }),
    });
    assert.deepEqual([put.status, opened(put.body, scale).spec], [200, {}]);
  });

  test(`${transport}: kinds that share a storage have protobuf forms of their own`, async () => {
    const regarding = { kind: "Pod", namespace: "default", name: "p" };
    const event = { metadata: { name: "seen" }, involvedObject: regarding, reason: "Tested", type: "Normal" };
    await send("POST", "/api/v1/namespaces/default/events", { body: written(codecOf("v1 Event"), event) });
    for (const [path, kind] of [
      ["/api/v1", "v1 Event"],
      ["/apis/events.k8s.io/v1", "events.k8s.io/v1 Event"],
    ] as const) {
      const one = `${path}/namespaces/default/events/seen`;
      const json = await send("GET", one, { accept: "application/json" });
      const read = await send("GET", one);
      assert.deepEqual(opened(read.body, codecOf(kind)), JSON.parse(json.body.toString()), kind);
    }
  });

  const bodies: readonly (readonly [what: string, body: Buffer | string, message: string])[] = [
    [
      "without the magic",
      "garbage",
      "the object provided is unrecognized (must be of type ConfigMap): provided data does not appear to be a protobuf message, " +
        "expected prefix [107 56 115 0] (67617262616765)",
    ],
    [
      "of the magic alone",
      "k8s\0",
      "the object provided is unrecognized (must be of type ConfigMap): empty body (6b387300)",
    ],
    [
      "that ends in its envelope",
      "k8s\0\n\u000f\n\u0002v1",
      "the object provided is unrecognized (must be of type ConfigMap): unexpected EOF (6b3873000a0f0a027631)",
    ],
    [
      "with a broken message",
      "k8s\0\n\u000f\n\u0002v1\u0012\tConfigMap\u0012\u0002\n\t",
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: unexpected EOF',
    ],
    [
      "of another kind",
      "k8s\0\n\t\n\u0002v1\u0012\u0003Pod\u0012\u0002\n\u0000",
      'Pod in version "v1" cannot be handled as a ConfigMap: converting (v1.Pod) to (core.ConfigMap): unknown conversion',
    ],
  ];
  for (const [what, body, message] of bodies) {
    test(`${transport}: a body ${what} is refused with kube-apiserver's words`, async () => {
      const { status, body: answer } = await send("POST", configMaps, { body, accept: "application/json" });
      assert.deepEqual([status, JSON.parse(answer.toString()).message], [400, message]);
    });
  }

  const choices: readonly (readonly [accept: string, status: number, type: string])[] = [
    [`${protobuf},application/json`, 200, protobuf],
    [`${protobuf};q=0.1,application/json`, 200, "application/json"],
    [`application/unknown, ${protobuf}`, 200, protobuf],
    [`${protobuf};as=Table;v=v1;g=meta.k8s.io,application/json`, 200, "application/json"],
    [`${protobuf};as=Table;v=v1;g=meta.k8s.io`, 406, "application/json"],
    [`${protobuf};as=PartialObjectMetadata;v=v1;g=meta.k8s.io`, 406, "application/json"],
    ["application/unknown", 406, "application/json"],
    ["application/*", 406, "application/json"],
  ];
  for (const [accept, status, type] of choices) {
    test(`${transport}: a list for "${accept}" is ${status} ${type}`, async () => {
      const answer = await send("GET", `${configMaps}?limit=1`, { accept });
      assert.deepEqual([answer.status, answer.type], [status, type]);
    });
  }
}
