/** Who may not count as somebody else, and that nobody is asked for it in vain; what users become is held to recorded answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { anonymousCaller } from "../../../src/auth/caller.js";
import { type Authenticated, authentication } from "../../../src/filters/authentication.js";
import { fakeContext } from "../../support/fake-context.js";

const admin = { name: "admin", uid: "", groups: ["system:masters"], extra: {} };
const known: Authenticated = { kind: "authenticated", caller: admin };
const unknown: Authenticated = { kind: "anonymous", caller: anonymousCaller };

test("a request without such headers counts as its caller, and waits for nothing", () => {
  const { context } = fakeContext({ headers: { accept: "*/*" } });
  assert.equal(authentication({ authenticate: () => known })(context), undefined);
  assert.equal(context.caller, admin);
});

test("whoever has no credentials counts as nobody else", async () => {
  // Answers of a kube-apiserver.
  const kinds = {
    jane: "user-info",
    "system:serviceaccount:ns:sa": "serviceaccount",
    "system:node:a": "arbitrary-node",
  };
  for (const [user, kind] of Object.entries(kinds)) {
    const { context, sent } = fakeContext({ path: "/healthz", headers: { "impersonate-user": user } });
    await authentication({ authenticate: () => unknown })(context);
    assert.equal(sent[0]?.status, 403);
    const { message, details } = JSON.parse(String(sent[0]?.body)) as { message: string; details: unknown };
    assert.equal(message, `forbidden: User "system:anonymous" cannot impersonate-on:${kind}:get path "/healthz"`);
    assert.deepEqual(details, {});
    assert.equal(context.caller, anonymousCaller);
  }
});

test("whoever is rejected is rejected as whom he calls himself too", () => {
  const { context } = fakeContext({ headers: { "impersonate-user": "jane" } });
  assert.throws(() => authentication({ authenticate: () => ({ kind: "rejected" }) })(context), { name: "StatusError" });
});
