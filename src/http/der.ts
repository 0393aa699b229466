/** ASN.1 DER (X.690), as much as making a certificate takes. Each function answers one whole element. */

/** Lengths below this are one byte. */
const shortLength = 0x80;

export function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content), content]);
}

function lengthOf(content: Buffer): Buffer {
  if (content.length < shortLength) return Buffer.from([content.length]);
  const bytes: number[] = [];
  for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([shortLength | bytes.length, ...bytes]);
}

export function sequence(...members: readonly Buffer[]): Buffer {
  return element(0x30, ...members);
}

export function set(...members: readonly Buffer[]): Buffer {
  return element(0x31, ...members);
}

/** `[number] EXPLICIT`. */
export function explicit(number: number, content: Buffer): Buffer {
  return element(0xa0 | number, content);
}

/** `[number] IMPLICIT` of a primitive type. */
export function implicit(number: number, content: Buffer): Buffer {
  return element(0x80 | number, content);
}

/** Big-endian, not negative, without leading zero bytes. */
export function integer(bytes: Buffer): Buffer {
  const sign = ((bytes[0] ?? 0) & 0x80) === 0 ? [] : [Buffer.from([0])];
  return element(0x02, ...sign, bytes);
}

export function boolean(value: boolean): Buffer {
  return element(0x01, Buffer.from([value ? 0xff : 0]));
}

export function octets(content: Buffer): Buffer {
  return element(0x04, content);
}

/** `unused`: bits of the last byte that do not count. */
export function bits(content: Buffer, unused = 0): Buffer {
  return element(0x03, Buffer.from([unused]), content);
}

export function utf8(text: string): Buffer {
  return element(0x0c, Buffer.from(text));
}

/** `1.2.840`. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(arc: number): number[] {
  const bytes = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(128 + (rest % 128));
  return bytes;
}

/** Whole seconds; UTCTime until 2049 and GeneralizedTime after, as RFC 5280 wants it. */
export function time(date: Date): Buffer {
  const digits = `${date.toISOString().slice(0, 19).replace(/\D/g, "")}Z`;
  return date.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(digits.slice(2)))
    : element(0x18, Buffer.from(digits));
}
