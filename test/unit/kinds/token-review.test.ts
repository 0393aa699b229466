/** TokenReview: recorded answers of kube-apiserver 1.36.3 that depend on whose a token is. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { hooks } from "../../../api-definitions/authentication.k8s.io/TokenReview/hooks.js";
import type { AnswerContext, Caller } from "../../../src/registry/generated-api.v1.js";

const groups = ["system:masters", "system:authenticated"];
const admin: Caller = { name: "admin", uid: "admin-uid", groups, extra: {} };
const server = "https://kubernetes.default.svc";
const about: AnswerContext = {
  isGateOn: () => false,
  caller: admin,
  now: 0,
  namespace: "",
  tokens: {
    audiences: [server],
    review: async (token, asked) => {
      const audiences = asked.filter((one) => one === server);
      return token === "admin-token" && audiences.length > 0
        ? { caller: admin, audiences }
        : { error: "invalid bearer token" };
    },
  },
};

const user = { username: "admin", uid: "admin-uid", groups };
const answers = [
  [{ token: "admin-token" }, { authenticated: true, user, audiences: [server] }],
  [
    { token: "admin-token", audiences: [server, "x"] },
    { authenticated: true, user, audiences: [server] },
  ],
  [
    { token: "admin-token", audiences: ["foo"] },
    { user: {}, error: "invalid bearer token" },
  ],
  [{ token: "wrong" }, { user: {}, error: "invalid bearer token" }],
] as const;

for (const [spec, status] of answers) {
  test(`a review of ${JSON.stringify(spec)} is answered as recorded`, async () => {
    const typeMeta = { kind: "TokenReview", apiVersion: "authentication.k8s.io/v1" };
    const answer = await hooks.answerCreate?.({ ...typeMeta, metadata: { namespace: "x" }, spec }, about);
    assert.deepEqual(answer, { ...typeMeta, metadata: {}, spec, status });
  });
}
