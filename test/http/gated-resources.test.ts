/**
 * What hangs on a feature gate is there only while the gate is on, whatever `--runtime-config` says: as a kube-apiserver 1.36.3 started
 * with
 * the same flags answered (answers/gated-resources.json, of the groups that have gates).
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { groups } from "../../src/generated/index.js";
import { FlagError } from "../../src/server/flags/parse.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";

interface Recorded {
  readonly flags: readonly string[];
  readonly podsHash: string;
  /** Path of a group version → its resources and subresources; of pods only in v1. */
  readonly served: Readonly<Record<string, readonly string[]>>;
}

interface Listed {
  readonly name: string;
  readonly storageVersionHash?: string;
}

// read from the sources: the compiler copies no JSON
const answers = new URL("../../../test/http/answers/gated-resources.json", import.meta.url);
const recorded = JSON.parse(readFileSync(answers, "utf8")) as readonly Recorded[];
const names = new Set(recorded.flatMap(({ served }) => Object.keys(served).map((path) => path.split("/")[2])));

const resourcesOf = async (server: TestServer, path: string): Promise<readonly Listed[]> => {
  return (await server.request("GET", path)).body["resources"] as readonly Listed[];
};

for (const { flags, podsHash, served } of recorded) {
  test(`gates hold back what they do in kube-apiserver ${flags.join(" ")}`, async (t) => {
    const server = await startTestServer({ groups, flags });
    t.after(() => server.close());
    const { body } = await server.request("GET", "/apis");
    const list = body["groups"] as readonly { name: string; versions: readonly { groupVersion: string }[] }[];
    const versions = list.filter(({ name }) => names.has(name)).flatMap((group) => group.versions);
    const core = await resourcesOf(server, "/api/v1");
    const found: Record<string, string[]> = {
      "/api/v1": core.map(({ name }) => name).filter((name) => name.startsWith("pods/")),
    };
    for (const path of versions.map(({ groupVersion }) => `/apis/${groupVersion}`)) {
      found[path] = (await resourcesOf(server, path)).map(({ name }) => name);
    }
    for (const resources of Object.values(found)) resources.sort();
    assert.deepEqual(found, served);
    assert.equal(core.find(({ name }) => name === "pods")?.storageVersionHash ?? "", podsHash);
  });
}

test("what a gate holds back has no paths and is in no OpenAPI document", async (t) => {
  const path = "/apis/certificates.k8s.io/v1beta1/clustertrustbundles";
  for (const on of [true, false]) {
    const flags = ["--runtime-config=api/all=true", `--feature-gates=ClusterTrustBundle=${on}`];
    const server = await startTestServer({ groups, flags });
    t.after(() => server.close());
    assert.equal((await server.request("GET", path)).status, on ? 200 : 404);
    const { body } = await server.request("GET", "/openapi/v2");
    assert.equal(Object.hasOwn(body["paths"] as object, path), on);
  }
});

test("a gate that the emulated release does not have, or has for good, is refused in kube-apiserver's words", async () => {
  const start = (...flags: readonly string[]) => startTestServer({ groups, flags });
  const early = "--feature-gates=GenericWorkload=false,PodCertificateRequest=true";
  const preAlpha = "feature is PreAlpha at emulated version 1.33, min compatibility version 1.33";
  await assert.rejects(start("--emulated-version=1.33", early), (error) => {
    assert.ok(error instanceof FlagError);
    const both = ["GenericWorkload to false", "PodCertificateRequest to true"];
    const texts = both.map((what) => `cannot set feature gate ${what}, ${preAlpha}`);
    assert.equal(error.message, `--feature-gates: [${texts.join(", ")}]`);
    return true;
  });
  await assert.rejects(start("--feature-gates=InPlacePodVerticalScaling=false"), (error) => {
    assert.ok(error instanceof FlagError);
    const why = "feature is locked to true";
    assert.equal(error.message, `--feature-gates: cannot set feature gate InPlacePodVerticalScaling to false, ${why}`);
    return true;
  });
});
