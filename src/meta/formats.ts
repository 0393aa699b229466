/**
 * Named formats of strings: what a name, a label or an address must look like. Each gives the texts of what is wrong,
 * as Kubernetes words them; none when the value is right.
 */
import { cidr, ipAddress } from "./ip-format.js";
import { normaliseQuantity } from "./quantity.js";

export type Format = (value: string) => readonly string[];

const ok: readonly string[] = [];

const subdomainPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const labelPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const label1035Pattern = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const qualifiedPattern = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelValuePattern = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const identifierPattern = /^[A-Za-z_][A-Za-z0-9_]*$/;
const configKeyPattern = /^[-._a-zA-Z0-9]+$/;

export const maxSubdomain = 253;
export const maxLabel = 63;

const example = (examples: readonly string[], regex: string): string =>
  `(e.g. ${examples.map((one) => `'${one}'`).join(",  or ")}, regex used for validation is '${regex}')`;

const edges = "must start and end with an alphanumeric character";
const mixed = "must consist of alphanumeric characters, '-', '_' or '.'";

const lower = "must consist of lower case alphanumeric characters";
const subdomainText = `a lowercase RFC 1123 subdomain ${lower}, '-' or '.', and ${edges} ${example(
  ["example.com"],
  "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
)}`;
const labelText = `a lowercase RFC 1123 label ${lower} or '-', and ${edges} ${example(
  ["my-name", "123-abc"],
  "[a-z0-9]([-a-z0-9]*[a-z0-9])?",
)}`;
const label1035Text = [
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-',",
  "start with an alphabetic character, and end with an alphanumeric character",
  example(["my-name", "abc-123"], "[a-z]([-a-z0-9]*[a-z0-9])?"),
].join(" ");
const nameParts = `${mixed}, and ${edges} ${example(
  ["MyName", "my.name", "123-abc"],
  "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]",
)}`;
const configKeyText = `a valid config key ${mixed} ${example(["key.name", "KEY_NAME", "key-name"], "[-._a-zA-Z0-9]+")}`;
const labelValueText = `a valid label must be an empty string or ${mixed.slice(5)}, and ${edges} ${example(
  ["MyValue", "my_value", "12345"],
  "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?",
)}`;

export function dns1123Subdomain(value: string): readonly string[] {
  if (value.length <= maxSubdomain && subdomainPattern.test(value)) return ok;
  const texts: string[] = [];
  if (value.length > maxSubdomain) texts.push(`must be no more than ${maxSubdomain} characters`);
  if (!subdomainPattern.test(value)) texts.push(subdomainText);
  return texts;
}

export function dns1123Label(value: string): readonly string[] {
  if (value.length <= maxLabel && labelPattern.test(value)) return ok;
  const texts: string[] = [];
  if (value.length > maxLabel) texts.push(`must be no more than ${maxLabel} characters`);
  if (!labelPattern.test(value)) texts.push(subdomainPattern.test(value) ? "must not contain dots" : labelText);
  return texts;
}

export function dns1035Label(value: string): readonly string[] {
  const texts: string[] = [];
  if (value.length > maxLabel) texts.push(`must be no more than ${maxLabel} characters`);
  if (!label1035Pattern.test(value)) texts.push(label1035Text);
  return texts;
}

/** A name that is one segment of a path. */
export function pathSegment(value: string): readonly string[] {
  if (value === "." || value === "..") return [`may not be '${value}'`];
  return pathSegmentPrefix(value);
}

/** As `pathSegment` for the beginning of a generated name. */
export function pathSegmentPrefix(value: string): readonly string[] {
  return ["/", "%"].filter((char) => value.includes(char)).map((char) => `may not contain '${char}'`);
}

/** A label's, annotation's or finalizer's key: a name with an optional DNS prefix. */
export function qualifiedName(value: string): readonly string[] {
  const slash = value.indexOf("/");
  if (slash === -1 && value.length <= maxLabel && qualifiedPattern.test(value)) return ok;
  const texts: string[] = [];
  let name = value;
  if (slash !== -1) {
    if (value.indexOf("/", slash + 1) !== -1) {
      return [
        `a valid label key ${nameParts} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
      ];
    }
    const prefix = value.slice(0, slash);
    name = value.slice(slash + 1);
    if (prefix === "") texts.push("prefix part must be non-empty");
    else if (bytesOf(prefix) > maxSubdomain) texts.push(`prefix part must be no more than ${maxSubdomain} bytes`);
    if (prefix !== "" && !subdomainPattern.test(prefix)) texts.push(`prefix part ${subdomainText}`);
  }
  if (name === "") texts.push("name part must be non-empty");
  else if (bytesOf(name) > maxLabel) texts.push(`name part must be no more than ${maxLabel} bytes`);
  if (!qualifiedPattern.test(name)) texts.push(`name part ${nameParts}`);
  return texts;
}

export function labelValue(value: string): readonly string[] {
  if (value.length <= maxLabel && labelValuePattern.test(value)) return ok;
  const texts: string[] = [];
  if (bytesOf(value) > maxLabel) texts.push(`must be no more than ${maxLabel} bytes`);
  if (!labelValuePattern.test(value)) texts.push(labelValueText);
  return texts;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

function quantity(value: string): readonly string[] {
  const result = normaliseQuantity(value);
  return "text" in result ? ok : [result.error];
}

function matching(pattern: RegExp, text: string): Format {
  return (value) => (pattern.test(value) ? ok : [text]);
}

const portName: Format = (value) => {
  const texts: string[] = [];
  if (value.length > 15) texts.push("must be no more than 15 characters");
  if (!/^[-a-z0-9]+$/.test(value)) texts.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(value)) texts.push("must contain at least one letter (a-z)");
  if (value.includes("--")) texts.push("must not contain consecutive hyphens");
  if (value.startsWith("-") || value.endsWith("-")) texts.push("must not begin or end with a hyphen");
  return texts;
};

const identifierText = [
  "a valid C identifier must start with alphabetic character or '_',",
  "followed by a string of alphanumeric characters or '_'",
  example(["my_name", "MY_NAME", "MyName"], "[A-Za-z_][A-Za-z0-9_]*"),
].join(" ");
const envText = "a valid environment variable name must consist only of printable ASCII characters other than '='";

export function configMapKey(value: string): readonly string[] {
  const texts: string[] = [];
  if (value.length > maxSubdomain) texts.push(`must be no more than ${maxSubdomain} characters`);
  if (!configKeyPattern.test(value)) texts.push(configKeyText);
  if (value === "." || value === "..") texts.push(`must not be '${value}'`);
  else if (value.startsWith("..")) texts.push("must not start with '..'");
  return texts;
}

/** Formats a schema can name; unknown ones (int32, byte, date-time …) are not checked here. */
export const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ["dns1123Subdomain", dns1123Subdomain],
  ["dns1123Label", dns1123Label],
  ["dns1035Label", dns1035Label],
  ["pathSegment", pathSegment],
  ["qualifiedName", qualifiedName],
  ["labelKey", qualifiedName],
  ["labelValue", labelValue],
  ["ip", ipAddress],
  ["cidr", cidr],
  ["quantity", quantity],
  ["portName", portName],
  ["cIdentifier", matching(identifierPattern, identifierText)],
  ["envVarName", matching(/^[\x20-\x3c\x3e-\x7e]+$/, envText)],
  ["configMapKey", configMapKey],
]);
