/** Service accounts end to end: they get tokens, come in with them, are told of in reviews, and others can check their tokens. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from "jose";
import { groups } from "../../src/generated/index.js";
import { injectWhole } from "../../src/http/inject.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";
import { askHandler } from "../oracle/in-process.js";
import { ManualClock } from "../support/manual-clock.js";
import { removeFolder } from "../support/remove-folder.js";

const issuer = "https://kubernetes.default.svc";
const core = "/api/v1/namespaces/default";
const authentication = "/apis/authentication.k8s.io/v1";

interface Answer {
  readonly status: number;
  readonly body: {
    readonly metadata?: { readonly uid?: string };
    readonly spec?: { readonly expirationSeconds?: number };
    readonly status?: Record<string, unknown>;
  };
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

async function rig(t: TestContext, ...flags: string[]) {
  const clock = new ManualClock();
  const server = await startTestServer({ groups, clock, flags });
  t.after(() => server.close());
  const ask = async (method: string, path: string, body?: unknown, token?: string): Promise<Answer> => {
    const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const question = { method, path, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const reply = await askHandler(server.handler)(question);
    return {
      status: reply.status,
      headers: reply.headers,
      body: reply.body.startsWith("{") ? JSON.parse(reply.body) : {},
    };
  };
  const account = await ask("POST", `${core}/serviceaccounts`, { metadata: { name: "robot" } });
  const tokenOf = async (spec: object = {}): Promise<string> => {
    const answer = await ask("POST", `${core}/serviceaccounts/robot/token`, { spec });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return String(answer.body.status?.token);
  };
  const whoAmI = (token: string): Promise<Answer> => ask("POST", `${authentication}/selfsubjectreviews`, {}, token);
  return { clock, server, ask, tokenOf, whoAmI, uid: String(account.body.metadata?.uid) };
}

const podBody = {
  metadata: { name: "p" },
  spec: { serviceAccountName: "robot", containers: [{ name: "c", image: "i" }] },
};
const toPod = { boundObjectRef: { kind: "Pod", apiVersion: "v1", name: "p" } };

test("a token says what kube-apiserver's tokens say, in that order", async (t) => {
  const { ask, tokenOf, uid, clock } = await rig(t);
  const pod = await ask("POST", `${core}/pods`, { ...podBody, spec: { ...podBody.spec, nodeName: "n" } });
  const token = await tokenOf({ ...toPod, expirationSeconds: 3607 });
  const seconds = Math.floor(clock.nowMs() / 1000);
  const { jti, ...claims } = decodeJwt(token);
  assert.match(String(jti), /^[0-9a-f-]{36}$/);
  assert.equal(
    JSON.stringify(claims),
    JSON.stringify({
      aud: [issuer],
      exp: seconds + 365 * 24 * 3600,
      iat: seconds,
      iss: issuer,
      "kubernetes.io": {
        namespace: "default",
        node: { name: "n" },
        pod: { name: "p", uid: pod.body.metadata?.uid },
        serviceaccount: { name: "robot", uid },
        warnafter: seconds + 3607,
      },
      nbf: seconds,
      sub: "system:serviceaccount:default:robot",
    }),
  );
});

test("the bearer of a token is its service account, and what he makes is his", async (t) => {
  const { ask, tokenOf, whoAmI, uid } = await rig(t);
  const token = await tokenOf();
  const { body, status } = await whoAmI(token);
  assert.equal(status, 201);
  const info = body.status?.userInfo as { readonly extra: Readonly<Record<string, string[]>> };
  const { extra, ...user } = info;
  assert.deepEqual(user, {
    username: "system:serviceaccount:default:robot",
    uid,
    groups: ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"],
  });
  assert.deepEqual(Object.keys(extra), ["authentication.kubernetes.io/credential-id"]);
  assert.equal((await ask("POST", `${core}/configmaps`, { metadata: { name: "c" } }, token)).status, 201);
  assert.equal((await ask("GET", `${core}/configmaps/c`, undefined, `${token}x`)).status, 401);
});

test("a token ends with its time, its account, and the pod it is bound to", async (t) => {
  const { ask, tokenOf, whoAmI, clock } = await rig(t);
  await ask("POST", `${core}/pods`, podBody);
  const [bound, brief, free] = [await tokenOf(toPod), await tokenOf({ expirationSeconds: 600 }), await tokenOf()];
  assert.deepEqual([(await whoAmI(bound)).status, (await whoAmI(brief)).status], [201, 201]);
  await ask("DELETE", `${core}/pods/p`);
  assert.equal((await whoAmI(bound)).status, 401);
  await clock.advance(11 * 60 * 1000 + 1000);
  assert.equal((await whoAmI(brief)).status, 401);
  assert.equal((await whoAmI(free)).status, 201);
  await ask("DELETE", `${core}/serviceaccounts/robot`);
  assert.equal((await whoAmI(free)).status, 401);
  await ask("POST", `${core}/serviceaccounts`, { metadata: { name: "robot" } });
  assert.equal((await whoAmI(free)).status, 401, "another account of the same name");
});

test("a token for others does not let in, but a review for them knows it", async (t) => {
  const { ask, tokenOf, whoAmI } = await rig(t);
  const token = await tokenOf({ audiences: ["x", "y"] });
  assert.equal((await whoAmI(token)).status, 401);
  const review = async (spec: object): Promise<unknown> =>
    (await ask("POST", `${authentication}/tokenreviews`, { spec: { token, ...spec } })).body.status;
  const known = (await review({ audiences: ["y", "z"] })) as {
    readonly authenticated: boolean;
    readonly audiences: object;
  };
  assert.deepEqual([known.authenticated, known.audiences], [true, ["y"]]);
  // As kube-apiserver words it.
  const error = `[invalid bearer token, token audiences ["x" "y"] is invalid for the target audiences ["${issuer}"]]`;
  assert.deepEqual(await review({}), { user: {}, error });
});

test("asking for the keys makes none: a set without the first key is not to be kept by anybody", async (t) => {
  const { ask } = await rig(t);
  const none = await ask("GET", "/openid/v1/jwks");
  assert.deepEqual([none.body, none.headers["cache-control"]], [{ keys: [] }, "no-store"]);
  const { body } = await ask("GET", "/.well-known/openid-configuration");
  assert.deepEqual((body as Record<string, unknown>)["id_token_signing_alg_values_supported"], ["RS256"]);
});

test("stale tokens let in, and are counted", async (t) => {
  const { ask, tokenOf, whoAmI, clock, server } = await rig(t);
  await ask("POST", `${core}/pods`, podBody);
  const token = await tokenOf({ ...toPod, expirationSeconds: 3607 });
  assert.equal((await whoAmI(token)).status, 201);
  await clock.advance(2 * 3600 * 1000);
  assert.equal((await whoAmI(token)).status, 201);
  const { body } = await injectWhole(server.handler, { method: "GET", url: "/metrics" });
  assert.match(body, /^serviceaccount_stale_tokens_total 1$/m);
  assert.match(body, /^serviceaccount_valid_tokens_total 1$/m);
});

test("others can check a token with the documents the server gives them", async (t) => {
  const { ask, tokenOf } = await rig(t);
  await tokenOf();
  const configuration = await ask("GET", "/.well-known/openid-configuration");
  assert.deepEqual(
    [configuration.headers["content-type"], configuration.headers["cache-control"]],
    ["application/json", "public, max-age=3600"],
  );
  assert.deepEqual(configuration.body, {
    issuer,
    jwks_uri: "https://127.0.0.1:6443/openid/v1/jwks",
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  });
  const keys = await ask("GET", "/openid/v1/jwks");
  assert.equal(keys.headers["content-type"], "application/jwk-set+json");
  const [key] = (keys.body as unknown as JSONWebKeySet).keys;
  assert.deepEqual(Object.keys(key ?? {}), ["use", "kty", "kid", "alg", "n", "e"]);
  const jwks = createLocalJWKSet(keys.body as unknown as JSONWebKeySet);
  const currentDate = new Date(Date.UTC(2026, 0, 1));
  const checked = await jwtVerify(await tokenOf(), jwks, { issuer, audience: issuer, currentDate });
  assert.equal(checked.payload.sub, "system:serviceaccount:default:robot");
  assert.equal((await ask("POST", "/openid/v1/jwks")).status, 405);
});

test("an issuer that is no https address has no documents", async (t) => {
  const { ask } = await rig(t, "--service-account-issuer=me");
  assert.equal((await ask("GET", "/.well-known/openid-configuration")).status, 404);
});

test("tokens live no longer than the server was told, and the answer says so", async (t) => {
  const { ask } = await rig(t, "--service-account-max-token-expiration=1h");
  const path = `${core}/serviceaccounts/robot/token`;
  const answer = await ask("POST", path, { spec: { expirationSeconds: 7200 } });
  assert.equal(answer.headers.warning, '299 - "requested expiration of 7200 seconds shortened to 3600 seconds"');
  assert.equal(answer.body.spec?.expirationSeconds, 3600);
});

test("a pod's token of the usual life is not extended when the server was told not to", async (t) => {
  const { ask, tokenOf } = await rig(t, "--service-account-extend-token-expiration=false");
  await ask("POST", `${core}/pods`, podBody);
  const { exp = 0, iat = 0 } = decodeJwt(await tokenOf({ ...toPod, expirationSeconds: 3607 }));
  assert.equal(exp - iat, 3607);
});

test("with keys of its own choice the server signs with one and accepts them all, and several issuers", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "apiserver-keys-"));
  t.after(() => removeFolder(folder));
  const [first, second] = [join(folder, "first.key"), join(folder, "second.key")];
  for (const path of [first, second]) {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
    await writeFile(path, privateKey.export({ type: "pkcs8", format: "pem" }));
  }
  const files = (signing: string): string[] => [
    `--service-account-signing-key-file=${signing}`,
    `--service-account-key-file=${first}`,
    `--service-account-key-file=${second}`,
  ];
  const old = await rig(t, "--service-account-issuer=https://old", "--api-audiences=here", ...files(first));
  const token = await old.tokenOf();
  assert.deepEqual([decodeJwt(token).iss, decodeJwt(token).aud], ["https://old", ["here"]]);
  const issuers = ["--service-account-issuer=https://new", "--service-account-issuer=https://old"];
  const next = await rig(t, ...issuers, "--api-audiences=here", ...files(second));
  const reviewed = await next.ask("POST", `${authentication}/tokenreviews`, { spec: { token } });
  // The signature is good; the account is another server's.
  assert.match(String(reviewed.body.status?.error), /service account UID \(.*\) does not match claim/);
  assert.equal((await next.whoAmI(await next.tokenOf())).status, 201);
});

test("a key file that is missing, or holds no key, ends the start", async (t) => {
  const start = (): Promise<TestServer> =>
    startTestServer({ groups, flags: ["--service-account-signing-key-file=/none/sa.key"] });
  await assert.rejects(start(), /cannot read \/none\/sa.key \(--service-account-signing-key-file\): it does not exist/);
  const folder = await mkdtemp(join(tmpdir(), "apiserver-keys-"));
  t.after(() => removeFolder(folder));
  await writeFile(join(folder, "x"), "x");
  const flags = [`--service-account-signing-key-file=${join(folder, "x")}`];
  await assert.rejects(startTestServer({ groups, flags }), /data does not contain a valid RSA or ECDSA private key/);
});
