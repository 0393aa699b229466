/** The three lines of a start. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clientUrl, greetingLines } from "../../../../src/server/start/greeting.js";

test("an address that means every address is reached by loopback, and IPv6 stands in brackets", () => {
  assert.equal(clientUrl("0.0.0.0", 1), "https://127.0.0.1:1");
  assert.equal(clientUrl("::", 1), "https://[::1]:1");
  assert.equal(clientUrl("10.0.0.1", 1), "https://10.0.0.1:1");
  assert.equal(clientUrl("0.0.0.0", 1, "api.example.com"), "https://api.example.com:1");
});

test("the third line can be pasted into a shell whatever the path holds", () => {
  const [, , line] = greetingLines({ url: "u", kubeconfig: "my folder/it's", certificateAuthority: "ca" });
  assert.equal(line, "Try        kubectl --kubeconfig 'my folder/it'\\''s' get namespaces");
});

test("with a token file the three lines name it and no token", () => {
  const lines = greetingLines({ url: "u", tokenFile: "t.csv", certificateAuthority: "ca.crt" });
  assert.equal(lines[1], "Tokens     t.csv");
  assert.match(lines[2], /--certificate-authority ca\.crt --token "\$TOKEN"/);
});
