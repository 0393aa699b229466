/** Objects a kube-apiserver wrote both ways: the codecs must write the same bytes and read the same JSON. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openEnvelope } from "../../../../src/meta/protobuf/envelope.js";
import { compileProtobufKind } from "../../../../src/meta/protobuf/kind.js";
import type { JsonObject } from "../../../../src/meta/schema.js";
import { factsFolder, withoutFacts } from "../../../support/facts.js";
import { repositoryRoot } from "../../../support/fixture.js";
import { allKinds } from "./kinds.js";

const kept = join(repositoryRoot(), "test/unit/meta/protobuf/golden");

/** Returns how many of the folder's objects are of a kind this server knows. */
async function checkFolder(folder: string): Promise<number> {
  const kinds = await allKinds();
  let checked = 0;
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const json = JSON.parse(readFileSync(join(folder, file), "utf8")) as JsonObject;
    const bytes = readFileSync(join(folder, file.replace(/json$/, "pb")));
    const kind = kinds.get(`${String(json.apiVersion)} ${String(json.kind)}`);
    if (kind === undefined) continue;
    checked++;
    const codec = compileProtobufKind(kind);
    assert.ok(codec !== undefined, file);
    const { apiVersion, kind: name, raw } = openEnvelope(bytes);
    assert.deepEqual({ apiVersion, kind: name, ...codec.decode(raw) }, json, file);
    const encoded = codec.envelope(codec.encodeField(json));
    assert.equal(encoded.toString("hex"), bytes.toString("hex"), file);
  }
  return checked;
}

test("recorded objects of each form are read and written byte for byte", async () => {
  assert.equal(await checkFolder(kept), 7);
});

test("every golden object of Kubernetes 1.36 is read and written byte for byte", {
  skip: withoutFacts(),
}, async (t) => {
  const checked = await checkFolder(join(factsFolder() ?? "", "golden"));
  t.diagnostic(`${checked} objects`);
  // The others are of versions that 1.36 no longer has.
  assert.ok(checked >= 70, `only ${checked} golden objects met a kind`);
});
