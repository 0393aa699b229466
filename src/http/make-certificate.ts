/**
 * Makes a serving certificate and the authority that signs it (RFC 5280, ECDSA on P-256). Written out here because a certificate library
 * takes longer to load than the rest of the server together.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import { authorityPrefix, type CertificatePair } from "./certificate-pair.js";
import { bits, boolean, explicit, implicit, integer, objectId, octets, sequence, set, time, utf8 } from "./der.js";

export interface CertificateRequest {
  readonly hosts: readonly string[];
  readonly now: Date;
}

const validForMs = 365 * 24 * 3600 * 1000;
/** Clients whose clock is behind must accept a certificate made a moment ago. */
const clockSkewMs = 3600 * 1000;

const keyUsage = { digitalSignature: 0x80, keyCertSign: 0x04 } as const;
const ecdsaWithSha256 = sequence(objectId("1.2.840.10045.4.3.2"));
const serverAuth = objectId("1.3.6.1.5.5.7.3.1");

export function makeCertificate({ hosts, now }: CertificateRequest): CertificatePair {
  const authority = newKeys();
  const leaf = newKeys();
  const issuer = nameOf(`${authorityPrefix}${Math.floor(now.getTime() / 1000)}`);
  const authorityId = keyIdentifier(authority.publicKey);
  const common = { issuer, signer: authority.privateKey, now };
  const ca = certificate({
    ...common,
    subject: issuer,
    key: authority.publicKey,
    extensions: [
      critical("2.5.29.19", sequence(boolean(true))),
      critical("2.5.29.15", usages(keyUsage.digitalSignature | keyUsage.keyCertSign)),
      extension("2.5.29.14", octets(authorityId)),
    ],
  });
  const cert = certificate({
    ...common,
    subject: nameOf("apiserver"),
    key: leaf.publicKey,
    extensions: [
      critical("2.5.29.19", sequence()),
      critical("2.5.29.15", usages(keyUsage.digitalSignature)),
      extension("2.5.29.37", sequence(serverAuth)),
      extension("2.5.29.17", sequence(...hosts.map(hostName))),
      extension("2.5.29.14", octets(keyIdentifier(leaf.publicKey))),
      extension("2.5.29.35", sequence(implicit(0, authorityId))),
    ],
  });
  return { cert: cert + ca, key: leaf.privateKey.export({ type: "pkcs8", format: "pem" }) as string, ca };
}

interface CertificateParts {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly key: KeyObject;
  readonly signer: KeyObject;
  readonly now: Date;
  readonly extensions: readonly Buffer[];
}

/** PEM. */
function certificate({ issuer, subject, key, signer, now, extensions }: CertificateParts): string {
  const notBefore = new Date(now.getTime() - clockSkewMs);
  const notAfter = new Date(now.getTime() + validForMs);
  const version3 = explicit(0, integer(Buffer.from([2])));
  const toSign = sequence(
    version3,
    integer(serial()),
    ecdsaWithSha256,
    issuer,
    sequence(time(notBefore), time(notAfter)),
    subject,
    spkiOf(key),
    explicit(3, sequence(...extensions)),
  );
  const whole = sequence(toSign, ecdsaWithSha256, bits(sign("sha256", toSign, signer)));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function newKeys(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

/** An uncompressed point of P-256. */
const pointBytes = 65;

/** SHA-1 of the key's bits (RFC 5280, 4.2.1.2); a name for the key, nothing relies on its strength. */
function keyIdentifier(key: KeyObject): Buffer {
  return createHash("sha1").update(spkiOf(key).subarray(-pointBytes)).digest();
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(objectId("2.5.4.3"), utf8(commonName))));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(objectId(id), octets(value));
}

function critical(id: string, value: Buffer): Buffer {
  return sequence(objectId(id), boolean(true), octets(value));
}

/** Named bits end with the last one that is set. */
function usages(flags: number): Buffer {
  const unused = 31 - Math.clz32(flags & -flags);
  return bits(Buffer.from([flags]), unused);
}

function hostName(host: string): Buffer {
  switch (isIP(host)) {
    case 4:
      return implicit(7, Buffer.from(host.split(".").map(Number)));
    case 6:
      return implicit(7, addressBytes(host));
    default:
      return implicit(2, Buffer.from(host));
  }
}

function addressBytes(host: string): Buffer {
  // The URL parser writes every form of an address (zeros, a dotted end) in the same one.
  const canonical = new URL(`https://[${host}]`).hostname.slice(1, -1);
  const [before = [], after = []] = canonical
    .split("::")
    .map((half) => half.split(":").filter((group) => group !== ""));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  const groups = [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
  return Buffer.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

/** Positive and without a leading zero byte, as RFC 5280 wants it. */
function serial(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}
