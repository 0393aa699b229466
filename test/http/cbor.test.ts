/** CBOR over the wire, with the feature gate and without; expectations are kube-apiserver 1.36's recorded answers. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { decodeCborSequence, encodeCbor, loadCbor, startsWithCborMagic } from "../../src/meta/cbor/cbor.js";
import { type Asked, ask } from "../support/ask-bytes.js";
import { decodeCborObject } from "../support/decode-cbor-object.js";
import { ServerProcess } from "../support/server-process.js";

await loadCbor();

const configMaps = "/api/v1/namespaces/default/configmaps";
const secrets = "/api/v1/namespaces/default/secrets";
const cbor = { accept: "application/cbor", "content-type": "application/cbor" };

let server: ServerProcess;
let plain: ServerProcess;

before(async () => {
  [server, plain] = await Promise.all([
    ServerProcess.start({ flags: ["--feature-gates=CBORServingAndStorage=true"] }),
    ServerProcess.start(),
  ]);
});
after(() => Promise.all([server.stop(), plain.stop()]));

const send = (asked: Omit<Asked, "headers"> & { readonly headers?: Readonly<Record<string, string>> }) =>
  ask(server, { headers: cbor, ...asked });

function configMap(name: string, more: object = {}): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, ...more };
}

test("without the gate CBOR is 406 and 415, as any unknown type", async () => {
  const read = await ask(plain, { path: "/api/v1/namespaces/default", headers: cbor });
  assert.equal(read.status, 406);
  assert.equal(
    (JSON.parse(read.body.toString()) as { message: string }).message,
    "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf",
  );
  const onlySent = { "content-type": "application/cbor" };
  const written = await ask(plain, { method: "POST", path: configMaps, body: encodeCbor({}), headers: onlySent });
  assert.equal(written.status, 415);
});

test("an object is written and read, its bytes as bytes", async () => {
  const object = { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, data: { a: "aGk=" } };
  const made = await send({ method: "POST", path: secrets, body: encodeCbor(object) });
  assert.deepEqual([made.status, made.type], [201, "application/cbor"]);
  const read = await send({ path: `${secrets}/s` });
  assert.ok(startsWithCborMagic(read.body));
  assert.ok(read.body.includes(Buffer.from("d6426869", "hex")), "tag 22, two bytes");
  assert.deepEqual(decodeCborObject(read.body), decodeCborObject(made.body));
  const json = await server.request("GET", `${secrets}/s`);
  assert.deepEqual(decodeCborObject(read.body), json.json());
});

test("a body needs no tag, and says its kind or is silent", async () => {
  const untagged = encodeCbor(configMap("untagged")).subarray(3);
  assert.equal((await send({ method: "POST", path: configMaps, body: untagged })).status, 201);
  const silent = encodeCbor({ metadata: { name: "silent" } });
  assert.equal((await send({ method: "POST", path: configMaps, body: silent })).status, 201);
});

test("lists, metadata only and Status in CBOR; a Table is refused", async () => {
  const list = await send({ path: configMaps });
  const json = await server.request("GET", configMaps);
  assert.deepEqual(decodeCborObject(list.body), json.json());
  const partial = { accept: "application/cbor;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io" };
  const metadata = await send({ path: configMaps, headers: partial });
  assert.equal(decodeCborObject(metadata.body).kind, "PartialObjectMetadataList");
  const absent = await send({ path: `${configMaps}/absent` });
  assert.deepEqual([absent.status, absent.type], [404, "application/cbor"]);
  assert.equal(decodeCborObject(absent.body).reason, "NotFound");
  const table = await send({ path: configMaps, headers: { accept: "application/cbor;as=Table;v=v1;g=meta.k8s.io" } });
  assert.equal(table.status, 406);
});

test("a watch is a sequence of events", async () => {
  const path = `${configMaps}?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Duntagged`;
  const watch = await send({ path });
  assert.deepEqual([watch.status, watch.type], [200, "application/cbor-seq"]);
  const events = decodeCborSequence(watch.body) as { type: string; object: { metadata: { name: string } } }[];
  assert.deepEqual(
    events.map(({ type, object }) => [type, object.metadata.name]),
    [["ADDED", "untagged"]],
  );
});

test("bad bodies are told in kube-apiserver's words", async () => {
  const unrecognized =
    "the object provided is unrecognized (must be of type ConfigMap): unable to determine group/version/kind: ";
  const mismatch =
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: cbor: cannot unmarshal positive integer into Go ';
  for (const [body, message, query = ""] of [
    [Buffer.from("ffffff", "hex"), `${unrecognized}cbor: unexpected "break" code (ffffff)`],
    [Buffer.from("hello"), `${unrecognized}unexpected EOF (68656c6c6f)`],
    [encodeCbor(configMap("x", { data: 3 })), `${mismatch}struct field v1.ConfigMap.data of type map[string]string`],
    [
      encodeCbor(configMap("x", { foo: 1, bar: 2 })),
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: cbor: found unknown field at map element index 3',
      "?fieldValidation=Strict",
    ],
  ] as const) {
    const answer = await send({ method: "POST", path: `${configMaps}${query}`, body });
    assert.equal(answer.status, 400);
    assert.equal(decodeCborObject(answer.body).message, message);
  }
});

test("an applied configuration may be CBOR", async () => {
  const path = `${configMaps}/applied?fieldManager=me`;
  const headers = { accept: "application/cbor", "content-type": "application/apply-patch+cbor" };
  const made = await send({
    method: "PATCH",
    path,
    headers,
    body: encodeCbor(configMap("applied", { data: { z: "9" } })),
  });
  assert.equal(made.status, 201);
  const { metadata, data } = decodeCborObject(made.body) as {
    metadata: { managedFields: { manager: string; operation: string; fieldsV1: object }[] };
    data: object;
  };
  assert.deepEqual(data, { z: "9" });
  const [managed] = metadata.managedFields;
  assert.deepEqual(
    [managed?.manager, managed?.operation, managed?.fieldsV1],
    ["me", "Apply", { "f:data": { "f:z": {} } }],
  );
  const bad = await send({ method: "PATCH", path, headers, body: Buffer.from("ffff", "hex") });
  const { message } = decodeCborObject(bad.body);
  assert.deepEqual([bad.status, message], [400, 'error decoding YAML: cbor: unexpected "break" code']);
  const plainAnswer = await ask(plain, { method: "PATCH", path, headers: { "content-type": headers["content-type"] } });
  assert.equal(plainAnswer.status, 415);
});
