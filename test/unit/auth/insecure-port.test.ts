/** The insecure port: administrator to programs on this machine, nothing to web pages that make a browser ask it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asAdministrator } from "../../../src/auth/insecure-port.js";
import { injectWhole } from "../../../src/http/inject.js";

const cases: readonly (readonly [host: string, origin: string | undefined, status: number])[] = [
  ["127.0.0.1:8080", undefined, 200],
  ["localhost:8080", undefined, 200],
  ["[::1]:8080", undefined, 200],
  ["LOCALHOST", undefined, 200],
  ["127.0.0.1:8080", "http://localhost:3000", 200],
  ["rebound.example.com:8080", undefined, 403],
  ["localhost.example.com", undefined, 403],
  ["127.0.0.1.example.com:8080", undefined, 403],
  ["127.0.0.1:8080", "https://page.example.com", 403],
  ["127.0.0.1:8080", "null", 403],
];

for (const [host, origin, status] of cases) {
  test(`Host ${host} with ${origin === undefined ? "no Origin" : `Origin ${origin}`} is answered ${status}`, async () => {
    const seen: (string | undefined)[] = [];
    const handler = asAdministrator((request, response) => {
      seen.push(request.header("authorization"));
      response.send(200, [], "ok");
    }, "secret");
    const headers = [
      "Host",
      host,
      "Authorization",
      "Bearer other",
      ...(origin === undefined ? [] : ["Origin", origin]),
    ];
    assert.equal((await injectWhole(handler, { url: "/api", headers })).status, status);
    assert.deepEqual(seen, status === 200 ? ["Bearer secret"] : []);
  });
}
