/** Which ports tests take for servers that end and start again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { lastingPort, lastingPorts } from "../../support/ports.js";

const cases: readonly (readonly [
  of: string,
  clients: readonly [number, number],
  expected: readonly [number, number],
])[] = [
  ["Linux as it comes", [32_768, 61_000], [12_000, 32_000]],
  ["clients that begin lower", [16_000, 65_536], [12_000, 16_000]],
  ["clients that begin lowest, and end early", [1_024, 60_000], [60_000, 65_536]],
  ["clients that get them all", [1_024, 65_536], [12_000, 32_000]],
];

for (const [of, clients, expected] of cases) {
  test(`a port that lasts is none that clients get, where there are enough: ${of}`, () => {
    const { from, to } = lastingPorts({ from: clients[0], to: clients[1] });
    assert.deepEqual([from, to], expected);
  });
}

test("a port that lasts can be listened on", async () => {
  const port = await lastingPort();
  assert.ok(port >= 12_000 && port < 65_536, String(port));
});
