/** Bearers of service account tokens: whose signature, issuer, audience, time and objects let them in. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import {
  type AccountAuthenticator,
  createAccountAuthenticator,
  knownTokensLimit,
} from "../../../../src/auth/service-account/authenticator.js";
import { createTokenIssuer } from "../../../../src/auth/service-account/issuer.js";
import { givenKeys, type KeyRing } from "../../../../src/auth/service-account/key-ring.js";
import { parseSigningKey, type SigningKey } from "../../../../src/auth/service-account/keys.js";
import { TokenUses, usePeriodMs } from "../../../../src/auth/service-account/token-uses.js";
import type { KubeObject } from "../../../../src/meta/object.js";
import type { RestStorage, StorageOf } from "../../../../src/registry/rest-storage.js";

const issuerUrl = "https://kubernetes.default.svc";
const start = Date.UTC(2026, 0, 1);

function newKey(): SigningKey {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  return parseSigningKey(privateKey.export({ type: "pkcs8", format: "pem" }).toString());
}

const key = newKey();

/** Objects by `plural/name`, with a cache entry that changes whenever the object does. */
class Objects {
  readonly #entries = new Map<string, { readonly revision: number; object(): KubeObject }>();
  #revision = 0;
  lookups = 0;
  decoded = 0;

  set(path: string, uid: string, deletionTimestamp?: string): void {
    const metadata = { uid, ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }) };
    this.#entries.set(path, {
      revision: ++this.#revision,
      object: () => {
        this.decoded++;
        return { kind: "", apiVersion: "v1", metadata };
      },
    });
  }

  delete(path: string): void {
    this.#entries.delete(path);
  }

  readonly storageOf: StorageOf = (_group, plural) => {
    const get = (name: string) => {
      this.lookups++;
      return this.#entries.get(`${plural}/${name}`);
    };
    return {
      cacheKey: (_namespace: string, name: string) => name,
      cache: { ready: () => undefined, get },
    } as unknown as RestStorage;
  };
}

interface Rig {
  readonly objects: Objects;
  readonly authenticator: AccountAuthenticator;
  nowMs: number;
  signatures: number;
  readonly uses: TokenUses;
}

function rig(): Rig {
  const objects = new Objects();
  objects.set("serviceaccounts/a", "ua");
  const base = givenKeys(key, []);
  const keys: KeyRing = {
    ...base,
    verifying: () => {
      made.signatures++;
      return base.verifying();
    },
  };
  const uses = new TokenUses();
  const made: Rig = {
    uses,
    objects,
    nowMs: start,
    signatures: 0,
    authenticator: createAccountAuthenticator({
      issuers: [issuerUrl],
      keys,
      storageOf: objects.storageOf,
      now: () => made.nowMs,
      uses,
      audiences: [issuerUrl],
      legacy: { lookup: true, noteUse: () => Promise.resolve() },
    }),
  };
  return made;
}

interface Wish {
  readonly kubernetes?: object;
  readonly audiences?: readonly string[];
  readonly issuer?: string;
  readonly signedWith?: SigningKey;
  readonly issuedAt?: number;
}

let ids = 0;

function tokenOf({
  kubernetes = {},
  audiences = [issuerUrl],
  issuer = issuerUrl,
  signedWith = key,
  issuedAt = start / 1000,
}: Wish = {}) {
  const limits = { maxSeconds: 0, extendedSeconds: 0 };
  const newId = (): string => `id-${ids++}`;
  return createTokenIssuer({ issuer, audiences: [], limits, keys: givenKeys(signedWith, []), newId }).sign({
    subject: "system:serviceaccount:ns:a",
    audiences,
    issuedAt,
    expiresAt: issuedAt + 600,
    kubernetes: { namespace: "ns", serviceaccount: { name: "a", uid: "ua" }, ...kubernetes },
  });
}

const wanted = [issuerUrl];

test("a token names its account as kube-apiserver does", async () => {
  const { authenticator, objects } = rig();
  objects.set("pods/p", "up");
  const token = await tokenOf({ kubernetes: { pod: { name: "p", uid: "up" }, node: { name: "n", uid: "un" } } });
  const verdict = await authenticator.authenticate(token, wanted);
  assert.ok(verdict !== undefined && "caller" in verdict);
  const { "authentication.kubernetes.io/credential-id": credential, ...extra } = verdict.caller.extra;
  assert.match(String(credential), /^JTI=id-\d+$/);
  assert.deepEqual(
    { ...verdict.caller, extra },
    {
      name: "system:serviceaccount:ns:a",
      uid: "ua",
      groups: ["system:serviceaccounts", "system:serviceaccounts:ns", "system:authenticated"],
      extra: {
        "authentication.kubernetes.io/node-name": ["n"],
        "authentication.kubernetes.io/node-uid": ["un"],
        "authentication.kubernetes.io/pod-name": ["p"],
        "authentication.kubernetes.io/pod-uid": ["up"],
      },
    },
  );
});

test("a token seen before costs no signature, and an object that did not change is not read again", async () => {
  const made = rig();
  const token = await tokenOf();
  await made.authenticator.authenticate(token, wanted);
  const again = made.authenticator.authenticate(token, wanted);
  assert.ok(!(again instanceof Promise), "the second answer comes at once");
  assert.ok(again !== undefined && "caller" in again);
  assert.deepEqual([made.signatures, made.objects.decoded], [1, 1]);
});

const refusals: readonly (readonly [string, Wish, RegExp | undefined])[] = [
  ["of another issuer", { issuer: "https://other" }, undefined],
  ["signed with another key", { signedWith: newKey() }, /^invalid signature, no keys found$/],
  ["for others", { audiences: ["x"] }, /^token audiences \["x"\] is invalid for the target audiences \["https:/],
  ["that has ended", { issuedAt: start / 1000 - 600 - 61 }, /^service account token has expired$/],
  ["that is not valid yet", { issuedAt: start / 1000 + 61 }, /^service account token is not valid yet$/],
  [
    "of an account that is another now",
    { kubernetes: { serviceaccount: { name: "a", uid: "old" } } },
    /^service account UID \(ua\) does not match claim \(old\)$/,
  ],
  [
    "of an account that is gone",
    { kubernetes: { serviceaccount: { name: "b", uid: "x" } } },
    /^serviceaccounts "b" not found$/,
  ],
  [
    "bound to a pod that is gone",
    { kubernetes: { pod: { name: "p", uid: "x" } } },
    /^service account token has been invalidated$/,
  ],
  [
    "bound to a secret that is gone",
    { kubernetes: { secret: { name: "s", uid: "x" } } },
    /^service account token has been invalidated$/,
  ],
  [
    "bound to a node that is gone",
    { kubernetes: { node: { name: "n", uid: "x" } } },
    /^service account token has been invalidated$/,
  ],
];

for (const [name, wish, error] of refusals) {
  test(`a token ${name} lets nobody in`, async () => {
    const verdict = await rig().authenticator.authenticate(await tokenOf(wish), wanted);
    if (error === undefined) assert.equal(verdict, undefined, "it is somebody else's to judge");
    else assert.match(verdict !== undefined && "error" in verdict ? verdict.error : "let in", error);
  });
}

for (const text of ["", "x", "a.b.c", "a.b", `${Buffer.from("{}").toString("base64url")}.!!.x`]) {
  test(`${JSON.stringify(text)} is no token of an account`, async () => {
    assert.equal(await rig().authenticator.authenticate(text, wanted), undefined);
  });
}

for (const header of ["null", "[]", "1"]) {
  test(`a token whose header is ${header} is somebody else's to judge, whatever its issuer`, async () => {
    const [, payload, signature] = (await tokenOf()).split(".");
    const token = [Buffer.from(header).toString("base64url"), payload, signature].join(".");
    assert.equal(await rig().authenticator.authenticate(token, wanted), undefined);
  });
}

test("a token whose text was changed is refused", async () => {
  const token = await tokenOf();
  const [header = "", payload = "", signature = ""] = token.split(".");
  const other = { ...JSON.parse(Buffer.from(payload, "base64url").toString()), sub: "system:serviceaccount:ns:admin" };
  const forged = [header, Buffer.from(JSON.stringify(other)).toString("base64url"), signature].join(".");
  const none = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
  for (const one of [forged, `${none}.${payload}.`, `${header}.${payload}.`]) {
    const verdict = await rig().authenticator.authenticate(one, wanted);
    assert.ok(verdict !== undefined && "error" in verdict, one);
  }
});

test("a known token ends with its time, with its account and with what it is bound to", async () => {
  const made = rig();
  const { objects, authenticator } = made;
  objects.set("pods/p", "up");
  const token = await tokenOf({ kubernetes: { pod: { name: "p", uid: "up" } } });
  const letIn = async (): Promise<boolean> => {
    const verdict = await authenticator.authenticate(token, wanted);
    return verdict !== undefined && "caller" in verdict;
  };
  assert.equal(await letIn(), true);
  objects.set("pods/p", "up", new Date(start - 59_000).toISOString());
  assert.equal(await letIn(), true, "a pod that is going still has its last words");
  objects.set("pods/p", "up", new Date(start - 61_000).toISOString());
  assert.equal(await letIn(), false);
  objects.set("pods/p", "other");
  assert.equal(await letIn(), false);
  objects.set("pods/p", "up");
  assert.equal(await letIn(), true);
  objects.delete("serviceaccounts/a");
  assert.equal(await letIn(), false);
  objects.set("serviceaccounts/a", "ua");
  made.nowMs = start + (600 + 61) * 1000;
  assert.equal(await letIn(), false);
  assert.equal(made.signatures, 1);
});

test("a node named beside a pod is not looked up", async () => {
  const { objects, authenticator } = rig();
  objects.set("pods/p", "up");
  const token = await tokenOf({ kubernetes: { pod: { name: "p", uid: "up" }, node: { name: "gone", uid: "x" } } });
  const verdict = await authenticator.authenticate(token, wanted);
  assert.ok(verdict !== undefined && "caller" in verdict);
});

test("of more tokens than are remembered the first is checked anew", async () => {
  const made = rig();
  const first = await tokenOf();
  await made.authenticator.authenticate(first, wanted);
  const tokens = await Promise.all(Array.from({ length: knownTokensLimit }, () => tokenOf()));
  for (const token of tokens) await made.authenticator.authenticate(token, wanted);
  const before = made.signatures;
  await made.authenticator.authenticate(tokens.at(-1) ?? "", wanted);
  assert.equal(made.signatures, before);
  await made.authenticator.authenticate(first, wanted);
  assert.equal(made.signatures, before + 1);
});

test("uses of a token that is to be renewed are counted as kube-apiserver does: once in ten seconds, stale past its time", async () => {
  const made = rig();
  const use = (token: string) => made.authenticator.authenticate(token, wanted);
  await use(await tokenOf());
  assert.deepEqual(
    { stale: made.uses.stale, valid: made.uses.valid },
    { stale: 0, valid: 0 },
    "a token that says nothing of it",
  );
  const token = await tokenOf({ kubernetes: { warnafter: start / 1000 + 15 } });
  await use(token);
  await use(token);
  assert.deepEqual({ stale: made.uses.stale, valid: made.uses.valid }, { stale: 0, valid: 1 });
  made.nowMs += usePeriodMs;
  await use(token);
  assert.deepEqual({ stale: made.uses.stale, valid: made.uses.valid }, { stale: 0, valid: 2 });
  made.nowMs += usePeriodMs - 1;
  await use(token);
  assert.deepEqual({ stale: made.uses.stale, valid: made.uses.valid }, { stale: 0, valid: 2 });
  made.nowMs += 1;
  await use(token);
  assert.deepEqual({ stale: made.uses.stale, valid: made.uses.valid }, { stale: 1, valid: 2 });
});
