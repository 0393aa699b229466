/** The transport is chosen by need and by what loads, and says why. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseTransport } from "../../../src/http/select.js";

test("node is taken for what uws lacks, and when asked for", async () => {
  for (const [choice, needs, reason] of [
    ["node", {}, /asked for/],
    ["auto", { http2: true }, /HTTP\/2/],
    ["auto", { clientCertificates: true }, /client certificates/],
  ] as const) {
    const chosen = await chooseTransport(choice, needs);
    assert.equal(chosen.transport.name, "node");
    assert.match(chosen.reason, reason);
  }
});

test("auto takes uws where it loads and node where it does not, and names the cause", async () => {
  const chosen = await chooseTransport("auto", {});
  const loads = await chooseTransport("uws", {}).then(
    () => true,
    (error: Error) => {
      assert.match(error.message, /does not load on this machine \(.+\); use --transport=node/);
      return false;
    },
  );
  assert.equal(chosen.transport.name, loads ? "uws" : "node");
  assert.match(chosen.reason, loads ? /the default/ : /does not load on this machine \(.+\)/);
  assert.equal(chosen.fellBack, !loads);
});
