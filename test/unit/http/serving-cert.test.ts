/** The certificate a server makes for itself. */
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ensureServingCert } from "../../../src/http/serving-cert.js";

const day = 24 * 3600 * 1000;
const now = new Date("2030-01-01T00:00:00Z");

async function folder(t: TestContext): Promise<string> {
  const certDir = await mkdtemp(join(tmpdir(), "apiserver-cert-"));
  t.after(() => rm(certDir, { recursive: true, force: true }));
  return certDir;
}

test("a pair is made in the folder, for the standard names and those given, signed by its own authority", async (t) => {
  const certDir = join(await folder(t), "deep", "er");
  const made = await ensureServingCert({ certDir, hosts: ["10.1.2.3", "api.example.com", "fd00::1"], now });
  assert.equal(made.created, true);
  assert.equal(await readFile(join(certDir, "apiserver.crt"), "utf8"), made.cert);
  assert.equal(await readFile(join(certDir, "apiserver.key"), "utf8"), made.key);
  assert.equal((await stat(join(certDir, "apiserver.key"))).mode & 0o777, 0o600);
  assert.deepEqual((await readdir(certDir)).sort(), ["apiserver.crt", "apiserver.key"]);

  const leaf = new X509Certificate(made.cert);
  const ca = new X509Certificate(made.ca);
  assert.deepEqual([leaf.ca, ca.ca], [false, true]);
  assert.ok(leaf.verify(ca.publicKey) && ca.verify(ca.publicKey) && leaf.checkIssued(ca));
  assert.ok(made.cert.endsWith(made.ca));
  for (const name of ["localhost", "kubernetes", "kubernetes.default.svc.cluster.local", "api.example.com"]) {
    assert.equal(leaf.checkHost(name), name);
  }
  for (const address of ["127.0.0.1", "::1", "10.1.2.3", "fd00::1"]) assert.equal(leaf.checkIP(address), address);
  assert.equal(leaf.checkHost("example.com"), undefined);
  assert.deepEqual(leaf.keyUsage, ["1.3.6.1.5.5.7.3.1"]);
});

test("a pair is reused while it is valid and covers the names, and made again when not", async (t) => {
  const certDir = await folder(t);
  const at = (hosts: readonly string[], days: number) =>
    ensureServingCert({ certDir, hosts, now: new Date(now.getTime() + days * day) });
  const first = await at([], 0);
  assert.deepEqual(await at([], 364), { ...first, created: false });
  const expired = await at([], 366);
  assert.equal(expired.created, true);
  const named = await at(["other.example.com"], 366);
  assert.equal(named.created, true);
  assert.equal((await at([], 366)).cert, named.cert);

  await writeFile(join(certDir, "apiserver.key"), first.key);
  const again = await at([], 366);
  assert.deepEqual([again.created, again.key === first.key], [true, false]);
  await rm(join(certDir, "apiserver.crt"));
  assert.equal((await at([], 366)).created, true);
});

test("a pair made by somebody else is used as it is, and never overwritten", async (t) => {
  const [theirs, ours] = [await folder(t), await folder(t)];
  const made = await ensureServingCert({ certDir: ours, hosts: [], now });
  await writeFile(join(theirs, "apiserver.crt"), "-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n");
  await writeFile(join(theirs, "apiserver.key"), made.key);
  await assert.rejects(ensureServingCert({ certDir: theirs, hosts: [], now }), { name: "ServingCertError" });
  assert.equal(await readFile(join(theirs, "apiserver.key"), "utf8"), made.key);
});
