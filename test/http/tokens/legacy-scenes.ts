/** Scenes about tokens of the old kind: kept in secrets, without an end, good while the secret holds them. */
import { issuers, type SignOptions, type TokenBench } from "./bench.js";
import { account, core, type TokenScene, uidOf } from "./scene.js";

const prefix = "kubernetes.io/serviceaccount";

interface Legacy {
  readonly secret?: string;
  readonly uid: string;
  readonly more?: object;
  readonly sign?: SignOptions;
}

function legacyToken(bench: TokenBench, { secret = "legacy", uid, more = {}, sign = {} }: Legacy): string {
  const claims = {
    iss: "kubernetes/serviceaccount",
    [`${prefix}/namespace`]: bench.namespace,
    [`${prefix}/secret.name`]: secret,
    [`${prefix}/service-account.name`]: "robot",
    [`${prefix}/service-account.uid`]: uid,
    sub: `system:serviceaccount:${bench.namespace}:robot`,
    ...more,
  };
  return bench.sign(claims, sign);
}

interface Kept {
  readonly name?: string;
  readonly token: string;
  readonly metadata?: object;
}

/** The secret a token is kept in, as a controller would have filled it. */
async function keep(bench: TokenBench, uid: string, { name = "legacy", token, metadata = {} }: Kept): Promise<void> {
  const annotations = { "kubernetes.io/service-account.name": "robot", "kubernetes.io/service-account.uid": uid };
  await bench.quietly("POST", `${core(bench)}/secrets`, {
    metadata: { name, annotations, ...metadata },
    type: "kubernetes.io/service-account-token",
    data: { token: Buffer.from(token).toString("base64") },
  });
  await bench.settle();
}

async function labelsOf(bench: TokenBench, name: string): Promise<void> {
  await bench.settle();
  await bench.ask("GET", `${core(bench)}/secrets/${name}`);
}

const used: TokenScene = {
  name: "a token kept in a secret lets in, and the day is noted",
  play: async (bench) => {
    const uid = await account(bench);
    const token = legacyToken(bench, { uid });
    await keep(bench, uid, { token });
    await bench.review(token);
    await bench.whoAmI(token);
    await labelsOf(bench, "legacy");
    for (const asked of [["api"], ["other", "x"], ["x"]]) await bench.review(token, asked);
  },
};

const automatic: TokenScene = {
  name: "a token kept in a secret that its account names",
  play: async (bench) => {
    const uid = await account(bench);
    const path = `${core(bench)}/serviceaccounts/robot`;
    await bench.quietly("PATCH", path, { secrets: [{ name: "legacy" }] });
    const token = legacyToken(bench, { uid });
    await keep(bench, uid, { token });
    await bench.whoAmI(token);
    await bench.review(token);
    await labelsOf(bench, "legacy");
  },
};

const invalidated: TokenScene = {
  name: "a token kept in a secret that was marked as invalid",
  play: async (bench) => {
    const uid = await account(bench);
    const label = "kubernetes.io/legacy-token-invalid-since";
    for (const [index, since] of ["2020-01-01", "2999-01-01", "sometime", ""].entries()) {
      const name = `marked-${index}`;
      const token = legacyToken(bench, { uid, secret: name });
      await keep(bench, uid, { name, token, metadata: { labels: { [label]: since } } });
      await bench.whoAmI(token);
      await bench.review(token);
      await labelsOf(bench, name);
    }
    await bench.quietly("PATCH", `${core(bench)}/serviceaccounts/robot`, { secrets: [{ name: "automatic" }] });
    const token = legacyToken(bench, { uid, secret: "automatic" });
    await keep(bench, uid, { name: "automatic", token, metadata: { labels: { [label]: "2020-01-01" } } });
    await bench.whoAmI(token);
    await bench.review(token);
    await labelsOf(bench, "automatic");
  },
};

const faulty: TokenScene = {
  name: "tokens kept in secrets that are not what they should be",
  play: async (bench) => {
    const uid = await account(bench);
    const good = legacyToken(bench, { uid });
    await bench.review(good);
    await keep(bench, uid, { token: good });
    await bench.review(legacyToken(bench, { uid, more: { n: 1 } }));
    await bench.review(legacyToken(bench, { uid, secret: "none" }));
    const refused = async (name: string, legacy: Partial<Legacy>): Promise<void> => {
      const token = legacyToken(bench, { uid, secret: name, ...legacy });
      await keep(bench, uid, { name, token });
      await bench.review(token);
    };
    await refused("uid", { uid: "other" });
    await refused("no-uid", { more: { [`${prefix}/service-account.uid`]: undefined } });
    await refused("two", { sign: { key: "two" } });
    await refused("stranger", { sign: { key: "stranger" } });
    await refused("issuer", { more: { iss: issuers[0] } });
    await refused("audience", { more: { aud: ["x"] } });
    await refused("no-subject", { more: { sub: undefined } });
    await refused("subject", { more: { sub: "somebody" } });
    await refused("no-namespace", { more: { [`${prefix}/namespace`]: undefined } });
    await refused("no-secret", { more: { [`${prefix}/secret.name`]: undefined } });
    await refused("no-account", { more: { [`${prefix}/service-account.name`]: undefined } });
    await refused("other-account", { more: { [`${prefix}/service-account.name`]: "none" } });
    await refused("expired", { more: { exp: 1000 } });
    await refused("future", { more: { nbf: 33_000_000_000 } });
  },
};

const removed: TokenScene = {
  name: "what a token kept in a secret is about is removed",
  play: async (bench) => {
    const uid = await account(bench);
    for (const name of ["emptied", "deleted", "held"]) {
      const token = legacyToken(bench, { uid, secret: name });
      await keep(bench, uid, { name, token, metadata: { finalizers: name === "held" ? ["example.com/held"] : [] } });
      const path = `${core(bench)}/secrets/${name}`;
      if (name === "emptied") await bench.quietly("PATCH", path, { data: null });
      else await bench.quietly("DELETE", path);
      await bench.settle();
      await bench.review(token);
    }
    await bench.quietly("PATCH", `${core(bench)}/secrets/held`, { metadata: { finalizers: null } });
    const token = legacyToken(bench, { uid, secret: "left" });
    await keep(bench, uid, { name: "left", token });
    await bench.quietly("DELETE", `${core(bench)}/serviceaccounts/robot`);
    await bench.settle();
    await bench.review(token);
    await account(bench);
    await bench.settle();
    const path = `${core(bench)}/serviceaccounts/robot`;
    const held = await bench.quietly("PATCH", path, { metadata: { finalizers: ["example.com/held"] } });
    const leaving = legacyToken(bench, { secret: "leaving", uid: uidOf(held.body) });
    await keep(bench, uidOf(held.body), { name: "leaving", token: leaving });
    await bench.quietly("DELETE", path);
    await bench.settle();
    await bench.review(leaving);
    const again = legacyToken(bench, { uid, secret: "again" });
    await keep(bench, uid, { name: "again", token: again });
    await bench.review(again);
  },
};

export const legacyScenes: readonly TokenScene[] = [used, automatic, invalidated, faulty, removed];
