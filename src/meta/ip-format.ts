/** IP addresses and CIDRs as fields of an API object: Kubernetes' texts for what is wrong with one. */

interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
  /** An octet written with zeros in front, which some readers take for octal. */
  readonly leadingZeros: boolean;
}

const ok: readonly string[] = [];
const notAnAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
const notACidr = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

export function ipAddress(value: string): readonly string[] {
  const address = parseAddress(value);
  if (address === undefined) return [notAnAddress];
  if (address.leadingZeros) return ["must not have leading 0s"];
  return isMapped(address) ? ["must not be an IPv4-mapped IPv6 address"] : ok;
}

/** A good address as Go prints it: shortest form, lower case. */
export function canonicalAddress(address: string): string {
  return address.includes(":") ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}

/** How an address that somebody understands should be written; `lenient`: only a lenient reader does. undefined: it is none. */
export function standardAddress(value: string): { readonly text: string; readonly lenient: boolean } | undefined {
  const address = parseAddress(value, true);
  if (address === undefined) return undefined;
  const lenient = address.leadingZeros || isMapped(address);
  return { text: lenient ? ipv4Text(address.value) : canonicalAddress(value), lenient };
}

/** The same for a network. */
export function standardCidr(value: string): { readonly text: string; readonly lenient: boolean } | undefined {
  const [text = "", length = "", ...rest] = value.split("/");
  const standard = standardAddress(text);
  if (standard === undefined || rest.length > 0 || !/^[0-9]{1,3}$/.test(length)) return undefined;
  return { ...standard, text: `${standard.text}/${Number(length)}` };
}

/** Of the last 32 bits. */
function ipv4Text(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join(".");
}

export function cidr(value: string): readonly string[] {
  const [text = "", length = "", ...rest] = value.split("/");
  const address = parseAddress(text);
  if (address === undefined || rest.length > 0 || !/^[0-9]{1,3}$/.test(length) || Number(length) > address.bits) {
    return [notACidr];
  }
  const texts: string[] = [];
  if (address.leadingZeros || /^0[0-9]/.test(length)) texts.push("must not have leading 0s in IP or prefix length");
  if (isMapped(address)) texts.push("must not have an IPv4-mapped IPv6 address");
  const beyond = (1n << BigInt(address.bits - Number(length))) - 1n;
  if ((address.value & beyond) !== 0n) texts.push("must not have bits set beyond the prefix length");
  return texts;
}

function isMapped({ bits, value }: Address): boolean {
  return bits === 128 && value >> 32n === 0xffffn;
}

/** `lenient`: an IPv4 tail may have zeros in front. */
function parseAddress(text: string, lenient = false): Address | undefined {
  return text.includes(":") ? parseIpv6(text, lenient) : parseIpv4(text);
}

function parseIpv4(text: string): Address | undefined {
  const octets = text.split(".");
  if (octets.length !== 4 || !octets.every((octet) => /^[0-9]{1,3}$/.test(octet) && Number(octet) < 256))
    return undefined;
  return {
    bits: 32,
    value: octets.reduce((sum, octet) => (sum << 8n) | BigInt(Number(octet)), 0n),
    leadingZeros: octets.some((octet) => /^0[0-9]/.test(octet)),
  };
}

/** No zone, at most one `::`, an IPv4 tail allowed. */
function parseIpv6(text: string, lenient: boolean): Address | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = "", tail] = halves;
  const left = groupsOf(head, { last: tail === undefined, lenient });
  const right = tail === undefined ? [] : groupsOf(tail, { last: true, lenient });
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array<number>(missing).fill(0), ...right];
  const value = groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
  return { bits: 128, value, leadingZeros: false };
}

interface TailRules {
  /** The address ends here, so an IPv4 address may stand at the end. */
  readonly last: boolean;
  readonly lenient: boolean;
}

function groupsOf(text: string, { last, lenient }: TailRules): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [index, part] of parts.entries()) {
    const tail = last && index === parts.length - 1 && part.includes(".") ? parseIpv4(part) : undefined;
    if (tail !== undefined && (lenient || !tail.leadingZeros))
      groups.push(Number(tail.value >> 16n), Number(tail.value & 0xffffn));
    else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}
