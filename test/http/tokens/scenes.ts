/** Scenes about service account tokens: what each asks is compared with what a kube-apiserver answered (answers.json). */
import { issuers, type TokenBench } from "./bench.js";
import { legacyScenes } from "./legacy-scenes.js";
import { account, core, pod, type TokenScene } from "./scene.js";

const seconds = (): number => Math.floor(Date.now() / 1000);

/** Claims of a good token, for scenes that spoil one of them. */
function goodClaims(bench: TokenBench, uid: string): Readonly<Record<string, unknown>> {
  const now = seconds();
  return {
    aud: ["api"],
    exp: now + 3600,
    iat: now,
    iss: issuers[0],
    jti: "1fbd7ee3-0a3c-4a0c-8d5c-9d4c2a0d9d30",
    "kubernetes.io": { namespace: bench.namespace, serviceaccount: { name: "robot", uid } },
    nbf: now,
    sub: `system:serviceaccount:${bench.namespace}:robot`,
  };
}

const audiences: TokenScene = {
  name: "audiences of tokens and of reviews",
  play: async (bench) => {
    await account(bench);
    const own = await bench.tokenOf("robot");
    const one = await bench.tokenOf("robot", { audiences: ["api"] });
    const foreign = await bench.tokenOf("robot", { audiences: ["x", "y"] });
    const mixed = await bench.tokenOf("robot", { audiences: ["x", "other"] });
    await bench.tokenOf("robot", { audiences: [] });
    await bench.tokenOf("robot", { audiences: [""] });
    await bench.tokenOf("robot", { audiences: ["api", "api"] });
    for (const token of [own, one, foreign, mixed]) {
      await bench.whoAmI(token);
      await bench.review(token);
      for (const asked of [[], ["api"], ["x"], ["x", "api"], ["other", "y", "x"], ["nobody"], [""]]) {
        await bench.review(token, asked);
      }
    }
  },
};

const life: TokenScene = {
  name: "how long a token lives",
  play: async (bench) => {
    await account(bench);
    await pod(bench);
    const toPod = { boundObjectRef: { kind: "Pod", apiVersion: "v1", name: "p" } };
    for (const expirationSeconds of [599, 600, 3600, 7200, 7201, 2 ** 32, 2 ** 32 + 1, 0, -1]) {
      await bench.tokenOf("robot", { expirationSeconds });
    }
    await bench.tokenOf("robot", { ...toPod, expirationSeconds: 3607 });
    await bench.tokenOf("robot", { ...toPod, expirationSeconds: 3607, audiences: ["x"] });
    await bench.tokenOf("robot", { ...toPod, expirationSeconds: 3607, audiences: ["other"] });
    await bench.tokenOf("robot", { ...toPod, expirationSeconds: 9000 });
    await bench.tokenOf("robot", { expirationSeconds: 3607 });
  },
};

const boundToPod: TokenScene = {
  name: "a token bound to a pod",
  play: async (bench) => {
    await account(bench);
    const uid = await pod(bench, "no-such-node");
    const ref = { kind: "Pod", apiVersion: "v1", name: "p" };
    const used = await bench.tokenOf("robot", { boundObjectRef: ref });
    const unused = await bench.tokenOf("robot", { boundObjectRef: { ...ref, uid } });
    await bench.tokenOf("robot", { boundObjectRef: { ...ref, uid: "other" } });
    await bench.tokenOf("robot", { boundObjectRef: { ...ref, name: "none" } });
    await bench.tokenOf("robot", { boundObjectRef: { ...ref, apiVersion: "v2" } });
    await bench.tokenOf("robot", { boundObjectRef: { ...ref, kind: "Deployment", apiVersion: "apps/v1" } });
    await bench.tokenOf("robot", { boundObjectRef: {} });
    await bench.tokenOf("robot", { boundObjectRef: { kind: "Pod", apiVersion: "v1" } });
    await account(bench, "other");
    await bench.tokenOf("other", { boundObjectRef: ref });
    await bench.whoAmI(used);
    await bench.review(used);
    await bench.quietly("DELETE", `${core(bench)}/pods/p?gracePeriodSeconds=0`);
    await bench.settle();
    await bench.whoAmI(unused);
    await bench.review(unused);
    await pod(bench);
    await bench.review(await copyOf(bench, unused));
  },
};

/** Says the same under another id: verdicts on a token that was seen are remembered for a while. */
async function copyOf(bench: TokenBench, token: string): Promise<string> {
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
  return bench.sign({ ...claims, jti: `${String(claims["jti"]).slice(0, -1)}0` });
}

const boundToSecret: TokenScene = {
  name: "a token bound to a secret",
  play: async (bench) => {
    await account(bench);
    const body = { metadata: { name: "s" }, stringData: { a: "b" } };
    await bench.quietly("POST", `${core(bench)}/secrets`, body);
    await bench.settle();
    const boundObjectRef = { kind: "Secret", apiVersion: "v1", name: "s" };
    const used = await bench.tokenOf("robot", { boundObjectRef });
    const unused = await bench.tokenOf("robot", { boundObjectRef });
    await bench.whoAmI(used);
    await bench.quietly("DELETE", `${core(bench)}/secrets/s`);
    await bench.settle();
    await bench.whoAmI(unused);
    await bench.review(unused);
    await bench.quietly("POST", `${core(bench)}/secrets`, body);
    await bench.settle();
    await bench.review(await copyOf(bench, unused));
  },
};

const boundToNode: TokenScene = {
  name: "a token bound to a node",
  play: async (bench) => {
    await account(bench);
    const name = `${bench.namespace}-node`;
    await bench.quietly("POST", "/api/v1/nodes", { metadata: { name } });
    await bench.settle();
    const boundObjectRef = { kind: "Node", apiVersion: "v1", name };
    const used = await bench.tokenOf("robot", { boundObjectRef });
    const unused = await bench.tokenOf("robot", { boundObjectRef });
    await bench.tokenOf("robot", { boundObjectRef: { ...boundObjectRef, uid: "other" } });
    await bench.whoAmI(used);
    await pod(bench, name);
    await bench.whoAmI(await bench.tokenOf("robot", { boundObjectRef: { kind: "Pod", apiVersion: "v1", name: "p" } }));
    await bench.quietly("DELETE", `/api/v1/nodes/${name}`);
    await bench.settle();
    await bench.whoAmI(unused);
    await bench.review(unused);
    await bench.quietly("POST", "/api/v1/nodes", { metadata: { name } });
    await bench.settle();
    await bench.review(await copyOf(bench, unused));
    await bench.quietly("DELETE", `/api/v1/nodes/${name}`);
  },
};

const goneAccount: TokenScene = {
  name: "the account of a token is gone, or another",
  play: async (bench) => {
    const uid = await account(bench);
    await bench.settle();
    const token = await bench.tokenOf("robot");
    await bench.quietly("DELETE", `${core(bench)}/serviceaccounts/robot`);
    await bench.settle();
    await bench.whoAmI(token);
    await bench.review(token);
    await bench.ask("POST", `${core(bench)}/serviceaccounts/robot/token`, { metadata: { uid }, spec: {} });
    await account(bench);
    await bench.settle();
    await bench.review(await copyOf(bench, token));
    await bench.ask("POST", `${core(bench)}/serviceaccounts/robot/token`, { metadata: { uid }, spec: {} });
  },
};

const forged: TokenScene = {
  name: "tokens of other hands",
  play: async (bench) => {
    const uid = await account(bench);
    await bench.settle();
    const good = goodClaims(bench, uid);
    const now = seconds();
    const kubernetes = good["kubernetes.io"] as object;
    await bench.review(bench.sign(good));
    await bench.review(bench.sign({ ...good, iss: issuers[1] }, { key: "two" }));
    await bench.review(bench.sign(good, { header: { kid: undefined } }));
    await bench.review(bench.sign(good, { header: { kid: "" } }));
    await bench.review(bench.sign(good, { key: "two", header: { kid: undefined } }));
    await bench.review(bench.sign(good, { key: "stranger" }));
    await bench.review(bench.sign(good, { key: "stranger", header: { kid: undefined } }));
    await bench.review(bench.sign(good, { header: { alg: "RS512" } }));
    await bench.review(bench.sign(good, { header: { alg: "none" } }));
    await bench.review(bench.sign(good, { header: { alg: "HS256" } }));
    await bench.review(bench.sign({ ...good, iss: "https://stranger.example" }));
    await bench.review(bench.sign({ ...good, iss: undefined }));
    await bench.review(bench.sign({ ...good, aud: "api" }));
    await bench.review(bench.sign({ ...good, aud: undefined }));
    await bench.review(bench.sign({ ...good, aud: [] }));
    await bench.review(bench.sign({ ...good, exp: now - 30 }));
    await bench.review(bench.sign({ ...good, exp: now - 120 }));
    await bench.review(bench.sign({ ...good, exp: undefined }));
    await bench.review(bench.sign({ ...good, nbf: now + 30 }));
    await bench.review(bench.sign({ ...good, nbf: now + 120 }));
    await bench.review(bench.sign({ ...good, iat: now + 120, nbf: now }));
    await bench.review(bench.sign({ ...good, exp: now + 3600.5 }));
    await bench.review(bench.sign({ ...good, exp: "soon" }));
    await bench.review(bench.sign({ ...good, nbf: [] }));
    await bench.review(bench.sign({ ...good, iat: null, nbf: undefined }));
    await bench.review(bench.sign({ ...good, aud: 5 }));
    await bench.review(bench.sign({ ...good, aud: ["api", 5] }));
    await bench.review(bench.sign({ ...good, aud: null }, {}), ["x"]);
    await bench.review(bench.sign({ ...good, aud: undefined }), ["other", "x"]);
    await bench.review(bench.sign({ ...good, "kubernetes.io": { serviceaccount: { name: "robot", uid } } }));
    await bench.review(bench.sign({ ...good, "kubernetes.io": { namespace: bench.namespace } }));
    await bench.review(bench.sign({ ...good, jti: undefined }));
    await bench.review(bench.sign({ ...good, sub: "somebody" }));
    await bench.review(bench.sign({ ...good, sub: undefined }));
    await bench.review(bench.sign({ ...good, "kubernetes.io": undefined }));
    await bench.review(bench.sign({ ...good, "kubernetes.io": {} }));
    await bench.review(bench.sign({ ...good, "kubernetes.io": { ...kubernetes, namespace: "other" } }));
    await bench.review(bench.sign({ ...good, "kubernetes.io": { ...kubernetes, serviceaccount: { name: "robot" } } }));
    await bench.review(
      bench.sign({ ...good, "kubernetes.io": { ...kubernetes, serviceaccount: { name: "none", uid } } }),
    );
    await bench.review(
      bench.sign({
        ...good,
        "kubernetes.io": { ...kubernetes, pod: { name: "none", uid: "u" }, secret: { name: "s" } },
      }),
    );
    const [header = "", claims = "", signature = ""] = bench.sign(good).split(".");
    for (const token of [
      `${header}.${claims}`,
      `${header}.${claims}.`,
      `${header}.${claims}.${signature.slice(4)}`,
      "a.b.c",
      "x",
    ]) {
      await bench.review(token);
    }
    await bench.review("");
  },
};

const odd: TokenScene = {
  name: "odd requests for a token",
  play: async (bench) => {
    await account(bench);
    const path = `${core(bench)}/serviceaccounts/robot/token`;
    await bench.ask("POST", path, {});
    await bench.ask("POST", path, { metadata: { name: "robot", namespace: bench.namespace }, spec: {} });
    await bench.ask("POST", path, { metadata: { namespace: "other" }, spec: {} });
    await bench.ask("POST", path, { apiVersion: "v1", kind: "Secret", spec: {} });
    await bench.ask("POST", path, { spec: { audiences: "api" } });
    await bench.ask("POST", path, { spec: { expirationSeconds: "600" } });
    await bench.ask("POST", path, { spec: { expirationSeconds: null, audiences: null } });
    await bench.ask("POST", `${path}?dryRun=All`, { spec: {} });
    await bench.ask("POST", `${core(bench)}/serviceaccounts/none/token`, { spec: {} });
    await bench.ask("GET", path);
  },
};

export const scenes: readonly TokenScene[] = [
  audiences,
  life,
  boundToPod,
  boundToSecret,
  boundToNode,
  goneAccount,
  forged,
  odd,
  ...legacyScenes,
];
