/** IP addresses and networks that are understood, but not written as they should be: kube-apiserver's warnings. */
import { goQuote } from "../../src/meta/go-quote.js";
import { standardAddress, standardCidr } from "../../src/meta/ip-format.js";

export function warnOfAddress(path: string, value: string, warnings: string[]): void {
  // Nearly every address: IPv4 in its only form.
  if (plainIpv4.test(value)) return;
  warn({ path, value, what: "address", standard: standardAddress(value) }, warnings);
}

export function warnOfCidr(path: string, value: string, warnings: string[]): void {
  warn({ path, value, what: "CIDR value", standard: standardCidr(value) }, warnings);
}

const plainIpv4 = /^[1-9][0-9]{0,2}(\.(0|[1-9][0-9]{0,2})){3}$/;

interface Written {
  readonly path: string;
  readonly value: string;
  readonly what: "address" | "CIDR value";
  /** How it should be written; undefined: it is nothing of the kind. */
  readonly standard: { readonly text: string; readonly lenient: boolean } | undefined;
}

function warn({ path, value, what, standard }: Written, warnings: string[]): void {
  if (standard === undefined || standard.text === value) return;
  if (standard.lenient) {
    const kind = what === "address" ? "IP address" : what;
    warnings.push(`${path}: non-standard ${kind} ${goQuote(value)} is invalid: use ${goQuote(standard.text)}`);
  } else {
    const form = `should be in RFC 5952 canonical format (${goQuote(standard.text)})`;
    warnings.push(`${path}: IPv6 ${what} ${goQuote(value)} ${form}`);
  }
}
