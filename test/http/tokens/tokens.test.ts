/** Tokens of service accounts beside kube-apiserver: each scene's answers are those recorded by test/oracle/record-tokens.ts. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { groups } from "../../../src/generated/index.js";
import { startTestServer } from "../../../src/server/testing.js";
import { askHandler } from "../../oracle/in-process.js";
import { readFixture } from "../../support/fixture.js";
import { makeKeys, type Note, sceneFlags, tokenBench } from "./bench.js";
import { scenes } from "./scenes.js";

const recorded = readFixture<Readonly<Record<string, readonly Note[]>>>("test/http/tokens/answers.json");

test("the recording is of these scenes", () => {
  assert.deepEqual(
    Object.keys(recorded),
    scenes.map(({ name }) => name),
  );
});

for (const { name, play } of scenes) {
  test(`${name}: every answer of kube-apiserver is this server's too`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "apiserver-tokens-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const keys = makeKeys(folder);
    const server = await startTestServer({ groups, flags: sceneFlags(folder) });
    t.after(() => server.close());
    const namespace = "token-scene";
    await server.request("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
    const bench = tokenBench({ ask: askHandler(server.handler), keys, namespace, settle: () => Promise.resolve() });
    await play(bench);
    const expected = recorded[name] ?? [];
    assert.equal(bench.notes.length, expected.length);
    for (const [at, note] of bench.notes.entries()) assert.deepEqual(note, expected[at], `answer ${at + 1}`);
  });
}
