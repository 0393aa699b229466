/** Which form an answer gets for an Accept header; the outcomes are kube-apiserver's. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createNegotiator, statusMediaType, withoutProtobuf } from "../../../src/endpoints/negotiate.js";
import { settleMedia } from "../../../src/endpoints/protobuf.js";
import { StatusError } from "../../../src/meta/status.js";

const pb = "application/vnd.kubernetes.protobuf";
const as = (form: string, version = "v1"): string => `;as=${form};v=${version};g=meta.k8s.io`;
const negotiate = createNegotiator();

const choices: readonly (readonly [accept: string | undefined, format: string, form?: string])[] = [
  [undefined, "json"],
  ["", "json"],
  ["*/*", "json"],
  ["application/json", "json"],
  ["application/yaml", "yaml"],
  [pb, "protobuf"],
  [`${pb};stream=watch`, "protobuf"],
  [`${pb},application/json`, "protobuf"],
  [`${pb};q=0.1,application/json`, "json"],
  [`${pb};q=0.9, application/json;q=0.5`, "protobuf"],
  [`*/*;q=0.1,${pb}`, "protobuf"],
  [`application/unknown, ${pb}`, "protobuf"],
  [`${pb}${as("PartialObjectMetadata")},application/json`, "protobuf", "PartialObjectMetadata"],
  [`${pb}${as("PartialObjectMetadata", "v1beta1")}`, "protobuf", "PartialObjectMetadata"],
  [`${pb}${as("Table")},application/json${as("Table")}`, "json", "Table"],
  [`${pb}${as("Table")},application/json`, "json"],
  [`application/json${as("Table")}`, "json", "Table"],
  [`application/json${as("Unknown")},application/yaml`, "yaml"],
];

for (const [accept, format, form] of choices) {
  test(`"${accept}" is answered in ${format}${form === undefined ? "" : ` as ${form}`}`, () => {
    const media = negotiate(accept);
    assert.deepEqual([media.format, media.as], [format, form]);
  });
}

const three = `application/json, application/yaml, ${pb}`;
const router = `406: Not Acceptable\n\nAvailable representations: ${three}`;
const form = `only the following media types are accepted: ${three}`;

const refusals: readonly (readonly [accept: string, place: "collection" | undefined, message: string])[] = [
  ["application/unknown", undefined, router],
  ["application/unknown", "collection", `${router}, application/json;stream=watch, ${pb};stream=watch`],
  ["application/*", undefined, router],
  ["text/yaml", undefined, router],
  [`${pb}${as("Table")}`, undefined, form],
  [`application/json${as("Unknown")}`, "collection", form],
];

for (const [accept, place, message] of refusals) {
  test(`"${accept}"${place === undefined ? "" : " of a collection"} is refused, and told why`, () => {
    assert.throws(
      () => negotiate(accept, place),
      (error) => error instanceof StatusError && error.code === 406 && error.message === message,
    );
  });
}

test("a kind without protobuf is answered in the client's next choice, or refused", () => {
  const jsonOnly = { protobuf: () => undefined };
  assert.equal(settleMedia(negotiate(`${pb},application/yaml,application/json`), jsonOnly).format, "yaml");
  assert.throws(() => settleMedia(negotiate(pb), jsonOnly), { message: form });
  assert.equal(withoutProtobuf(negotiate("application/json")).format, "json");
});

test("metadata alone has a protobuf form whatever the kind", () => {
  const media = settleMedia(negotiate(`${pb}${as("PartialObjectMetadata")}`), { protobuf: () => undefined });
  assert.deepEqual([media.format, media.as], ["protobuf", "PartialObjectMetadata"]);
});

for (const [accept, format] of [
  [undefined, "json"],
  [pb, "protobuf"],
  ["application/yaml", "yaml"],
  [`${pb}${as("PartialObjectMetadata")}`, "json"],
  [`${pb}${as("PartialObjectMetadata")},application/yaml`, "yaml"],
  ["application/unknown", "json"],
] as const) {
  test(`an error for "${accept}" is a Status in ${format}`, () => assert.equal(statusMediaType(accept).format, format));
}
