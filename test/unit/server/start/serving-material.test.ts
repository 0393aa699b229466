/** What is said of certificate and key files that cannot be used. */
import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { makeCertificate } from "../../../../src/http/make-certificate.js";
import { readCertificate } from "../../../../src/server/start/serving-material.js";

test("a key with a passphrase is refused as that, in each of its forms", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "serving-material-"));
  t.after(() => rm(folder, { recursive: true }));
  const { cert, key } = await makeCertificate({ hosts: ["localhost"], now: new Date() });
  const [certFile, keyFile] = [join(folder, "a.crt"), join(folder, "a.key")];
  await writeFile(certFile, cert);
  const readWith = async (pem: string): Promise<unknown> => {
    await writeFile(keyFile, pem);
    return readCertificate({ certFile, keyFile });
  };
  assert.deepEqual(await readWith(key), { cert, key });
  for (const type of ["pkcs8", "sec1"] as const) {
    const options = { type, format: "pem", cipher: "aes-256-cbc", passphrase: "p" } as const;
    const locked = createPrivateKey(key).export(options).toString();
    await assert.rejects(readWith(locked), {
      name: "StartError",
      message: `the key in ${keyFile} (--tls-private-key-file) is encrypted; give it without a passphrase`,
    });
  }
});
