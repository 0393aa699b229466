/** Certificates made here, as node's own reader sees them. */
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { makeCertificate } from "../../../src/http/make-certificate.js";

const hosts = ["localhost", "kubernetes.default.svc", "127.0.0.1", "::1", "2001:db8::a:0:1", "fe80::"];

async function made(now: Date) {
  const { cert, key, ca } = await makeCertificate({ hosts, now });
  return { leaf: new X509Certificate(cert), authority: new X509Certificate(ca), cert, key, ca };
}

test("the leaf is signed by an authority that signed itself, and each has its own key", async () => {
  const { leaf, authority, cert, ca } = await made(new Date());
  assert.ok(cert.endsWith(ca));
  assert.ok(authority.verify(authority.publicKey) && leaf.verify(authority.publicKey));
  assert.ok(!leaf.verify(leaf.publicKey));
  assert.ok(authority.ca && !leaf.ca);
  assert.ok(leaf.checkIssued(authority) && authority.checkIssued(authority));
  assert.equal(leaf.subject, "CN=apiserver");
  assert.match(authority.subject, /^CN=apiserver-ca@\d+$/);
  assert.notEqual(leaf.serialNumber, authority.serialNumber);
  assert.deepEqual(leaf.keyUsage, ["1.3.6.1.5.5.7.3.1"]);
});

test("it is good for every name and address it was made for and for no other", async () => {
  const { leaf } = await made(new Date());
  for (const host of hosts.slice(0, 2)) assert.equal(leaf.checkHost(host), host);
  for (const address of hosts.slice(2)) assert.equal(leaf.checkIP(address), address);
  for (const address of ["127.0.0.2", "::2", "2001:db8::a:1:1"]) assert.equal(leaf.checkIP(address), undefined);
  assert.equal(leaf.checkHost("example.com"), undefined);
});

for (const [year, from, to] of [
  [2030, "Jan  1 11:00:00 2030 GMT", "Jan  1 12:00:00 2031 GMT"],
  [2049, "Jan  1 11:00:00 2049 GMT", "Jan  1 12:00:00 2050 GMT"],
  [2051, "Jan  1 11:00:00 2051 GMT", "Jan  1 12:00:00 2052 GMT"],
] as const) {
  test(`made in ${year}, it is valid from an hour ago for a year, in whichever form RFC 5280 wants the dates`, async () => {
    const { leaf } = await made(new Date(`${year}-01-01T12:00:00.789Z`));
    assert.deepEqual([leaf.validFrom, leaf.validTo], [from, to]);
  });
}
