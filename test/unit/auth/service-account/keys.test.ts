/** Keys of service account tokens: which PEM texts hold one, how they are named, and the key a server makes for itself. */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { givenKeys, lookAgainMs, ownKey } from "../../../../src/auth/service-account/key-ring.js";
import { KeyTextError, parseSigningKey, parseVerifyingKeys } from "../../../../src/auth/service-account/keys.js";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const rsaPem = rsa.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const ec = (namedCurve: string) => generateKeyPairSync("ec", { namedCurve });
const privatePem = (pair: { readonly privateKey: typeof rsa.privateKey }): string =>
  pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();

for (const [curve, algorithm] of [
  ["prime256v1", "ES256"],
  ["secp384r1", "ES384"],
  ["secp521r1", "ES512"],
] as const) {
  test(`a key on ${curve} signs with ${algorithm}`, () => {
    assert.equal(parseSigningKey(privatePem(ec(curve))).algorithm, algorithm);
  });
}

test("a key has one id, whether its private or its public half is read, in any form", () => {
  const forms = [
    rsaPem,
    privatePem(rsa),
    rsa.publicKey.export({ type: "spki", format: "pem" }).toString(),
    rsa.publicKey.export({ type: "pkcs1", format: "pem" }).toString(),
  ];
  const ids = forms.map((pem) => parseVerifyingKeys(pem)[0]?.id);
  assert.deepEqual(new Set(ids), new Set([parseSigningKey(rsaPem).id]));
});

test("a file may hold several keys, and what is no key between them", () => {
  const other = privatePem(ec("prime256v1"));
  const keys = parseVerifyingKeys(
    `${rsaPem}\n-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${other}`,
  );
  assert.deepEqual(
    keys.map(({ algorithm }) => algorithm),
    ["RS256", "ES256"],
  );
});

test("texts without a key, and keys that cannot sign tokens, are refused", () => {
  const ed25519 = generateKeyPairSync("ed25519");
  for (const pem of ["", "x", privatePem(ed25519)]) {
    assert.throws(() => parseSigningKey(pem), KeyTextError, pem);
    assert.throws(() => parseVerifyingKeys(pem), KeyTextError, pem);
  }
});

test("the signing key checks tokens even when it is not among those given", async () => {
  const signing = parseSigningKey(rsaPem);
  const others = parseVerifyingKeys(privatePem(ec("prime256v1")));
  assert.equal((await givenKeys(signing, others).verifying()).length, 2);
  assert.equal((await givenKeys(signing, parseVerifyingKeys(rsaPem)).verifying()).length, 1);
});

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "apiserver-keys-"));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

test("a server's own key is made when it is needed, once, and only its user can read it", async (t) => {
  const at = await folder(t);
  const path = join(at, "pki", "sa.key");
  let nowMs = 0;
  const ring = ownKey(path, () => nowMs);
  assert.deepEqual(await ring.verifying(), [], "there is nothing to check yet");
  const [first, second] = await Promise.all([ring.signing(), ring.signing()]);
  assert.equal(first.id, second.id);
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(join(at, "pki")), ["sa.key"], "nothing is left beside it");
  nowMs = 1;
  assert.equal((await ring.verifying())[0]?.id, first.id);
});

test("while there is no key the file is looked for once in a while only, and another server's is found then", async (t) => {
  const path = join(await folder(t), "sa.key");
  let nowMs = 0;
  const ring = ownKey(path, () => nowMs);
  assert.deepEqual(await ring.verifying(), []);
  const { id } = await ownKey(path, () => 0).signing();
  nowMs = lookAgainMs - 1;
  assert.deepEqual(await ring.verifying(), [], "not looked for again so soon");
  nowMs = lookAgainMs;
  assert.equal((await ring.verifying())[0]?.id, id);
});

test("a server's own key outlives it", async (t) => {
  const path = join(await folder(t), "sa.key");
  const { id } = await ownKey(path, () => 0).signing();
  assert.equal((await ownKey(path, () => 0).verifying())[0]?.id, id);
});

test("of servers that make a key at the same moment all take the one that was first", async (t) => {
  const path = join(await folder(t), "sa.key");
  const keys = await Promise.all(Array.from({ length: 6 }, () => ownKey(path, () => 0).signing()));
  const kept = parseSigningKey(await readFile(path, "utf8")).id;
  assert.deepEqual(
    keys.map(({ id }) => id),
    keys.map(() => kept),
  );
});

test("a file that holds something else is not written over", async (t) => {
  const path = join(await folder(t), "sa.key");
  await writeFile(path, "mine");
  await assert.rejects(ownKey(path, () => 0).signing(), KeyTextError);
  assert.equal(await readFile(path, "utf8"), "mine");
});
