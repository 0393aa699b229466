/**
 * Which versions a server serves, stores and warns about when it emulates another release: the same as a kube-apiserver 1.36.3 started with
 * the same flags answered (answers/emulation.json, of the groups in which releases differ).
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { groups } from "../../src/generated/index.js";
import { injectWhole } from "../../src/http/inject.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";

interface Recorded {
  readonly flags: readonly string[];
  readonly emulation: string;
  readonly minCompatibility: string;
  /** Group version → resource → storageVersionHash. */
  readonly served: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Group version and resource → Warning headers of a list. */
  readonly warnings?: Readonly<Record<string, readonly string[]>>;
  /** Samples of two families, after those lists. */
  readonly metrics?: readonly string[];
}

// read from the sources: the compiler copies no JSON
const answers = new URL("../../../test/http/answers/", import.meta.url);
const recorded = JSON.parse(readFileSync(new URL("emulation.json", answers), "utf8")) as readonly Recorded[];
const groupNames = new Set(recorded.flatMap(({ served }) => Object.keys(served).map((name) => name.split("/")[0])));

for (const one of recorded) {
  test(`served and stored as with kube-apiserver ${one.flags.join(" ")}`, async (t) => {
    const server = await startTestServer({ groups, flags: one.flags });
    t.after(() => server.close());
    const { body: version } = await server.request("GET", "/version");
    assert.deepEqual(
      [version["emulationMajor"], version["emulationMinor"]].join("."),
      one.emulation,
      "emulated release",
    );
    assert.equal(`${version["minCompatibilityMajor"]}.${version["minCompatibilityMinor"]}`, one.minCompatibility);
    assert.deepEqual(await servedBy(server), one.served);
    if (one.warnings !== undefined) assert.deepEqual(await warningsOf(server, one.warnings), one.warnings);
    if (one.metrics === undefined) return;
    assert.deepEqual(await metricsOf(server), one.metrics.filter(isAsked(one)));
  });
}

/** ComponentStatus is asked about ports of this machine: left out of the lists, and so of the count. */
function isAsked({ warnings }: Recorded): (line: string) => boolean {
  return (line) => line.startsWith("version_info") || (warnings !== undefined && !line.includes("componentstatuses"));
}

async function servedBy(server: TestServer): Promise<Recorded["served"]> {
  const { body } = await server.request("GET", "/apis");
  const list = body["groups"] as readonly { name: string; versions: readonly { groupVersion: string }[] }[];
  const versions = list.filter(({ name }) => groupNames.has(name)).flatMap((group) => group.versions);
  const served: Record<string, Record<string, string>> = {};
  for (const { groupVersion } of versions) {
    const { body: found } = await server.request("GET", `/apis/${groupVersion}`);
    const resources = found["resources"] as readonly { name: string; storageVersionHash?: string }[];
    const own = resources.filter(({ name }) => !name.includes("/"));
    served[groupVersion] = Object.fromEntries(own.map((one) => [one.name, one.storageVersionHash ?? ""]));
  }
  return served;
}

async function warningsOf(
  server: TestServer,
  expected: NonNullable<Recorded["warnings"]>,
): Promise<Record<string, string[]>> {
  const warnings: Record<string, string[]> = {};
  for (const path of Object.keys(expected)) {
    const root = path.startsWith("v1/") ? "/api" : "/apis";
    const answer = await injectWhole(server.handler, { method: "GET", url: `${root}/${path}?limit=1` });
    const warning = answer.header("Warning");
    warnings[path] = warning === undefined ? [] : [warning];
  }
  return warnings;
}

/** As kube-apiserver prints them: labels in alphabetical order, lines sorted. */
async function metricsOf(server: TestServer): Promise<readonly string[]> {
  const answer = await injectWhole(server.handler, { method: "GET", url: "/metrics" });
  return answer.body
    .split("\n")
    .filter((line) => /^(apiserver_requested_deprecated_apis|version_info)/.test(line))
    .sort();
}
