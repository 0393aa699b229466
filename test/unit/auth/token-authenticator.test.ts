/** Authorization headers, as kube-apiserver reads them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Caller } from "../../../src/auth/caller.js";
import { createRequestAuthenticator } from "../../../src/auth/request-authenticator.js";
import { createTokenAuthenticator } from "../../../src/auth/token-authenticator.js";
import type { HttpRequest } from "../../../src/http/message.js";

const jane: Caller = { name: "jane", uid: "1", groups: ["system:authenticated"], extra: {} };
const tokens = createTokenAuthenticator(new Map([["good", jane]]));

// Recorded from kube-apiserver 1.36.3 with a token file.
for (const [header, expected] of [
  [undefined, "anonymous"],
  ["", "anonymous"],
  ["Bearer good", "authenticated"],
  ["bearer good", "authenticated"],
  [" Bearer good ", "authenticated"],
  ["Bearer good x", "authenticated"],
  ["Bearer wrong", "rejected"],
  ["Bearer", "anonymous"],
  ["Bearer ", "anonymous"],
  ["Bearer  good", "anonymous"],
  ["Basic abc", "anonymous"],
] as const) {
  test(`the header ${JSON.stringify(header)} is ${expected}, also when seen again`, () => {
    assert.equal(tokens.examine(header).kind, expected);
    assert.equal(tokens.examine(header).kind, expected);
  });
}

test("an extra space before the token makes the request anonymous with kube-apiserver's warning", () => {
  const result = tokens.examine("Bearer  good");
  assert.ok(result.kind === "anonymous");
  assert.equal(
    result.warning,
    "the provided Authorization header contains extra space before the bearer token, and is ignored",
  );
});

test("authenticate gives the caller, the anonymous caller, or nothing for a wrong token", () => {
  assert.equal(tokens.authenticate("Bearer good"), jane);
  assert.equal(tokens.authenticate(undefined)?.name, "system:anonymous");
  assert.equal(tokens.authenticate("Bearer wrong"), undefined);
});

function request(path: string, authorization?: string): HttpRequest {
  return {
    method: "GET",
    path,
    query: "",
    remoteAddress: "127.0.0.1",
    secure: true,
    header: (name) => (name === "authorization" ? authorization : undefined),
    headerLines: () => [],
    body: () => Promise.reject(new Error("no body")),
  };
}

test("without credentials only health and version paths are answered", () => {
  const requests = createRequestAuthenticator({ tokens, openHealthPaths: true });
  const open = ["/livez", "/readyz", "/healthz", "/version", "/version/"];
  const shut = ["/livez/ping", "/metrics", "/api", "/api/v1/namespaces", "/"];
  assert.deepEqual(
    open.map((path) => requests.authenticate(request(path)).kind),
    open.map(() => "anonymous"),
  );
  assert.deepEqual(
    shut.map((path) => requests.authenticate(request(path)).kind),
    shut.map(() => "rejected"),
  );
});

test("a wrong token is refused on open paths too", () => {
  const requests = createRequestAuthenticator({ tokens, openHealthPaths: true });
  assert.equal(requests.authenticate(request("/livez", "Bearer wrong")).kind, "rejected");
});

test("with anonymous requests off nothing is open", () => {
  const requests = createRequestAuthenticator({ tokens, openHealthPaths: false });
  assert.equal(requests.authenticate(request("/livez")).kind, "rejected");
  assert.equal(requests.authenticate(request("/livez", "Bearer good")).kind, "authenticated");
});
