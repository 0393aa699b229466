/**
 * JSON values as YAML, byte for byte as kube-apiserver writes them (`Accept: application/yaml`): keys in natural order, lists not
 * indented, nothing shared. Held to it by test/oracle and by reading back.
 */
import { valueOfRaw } from "../exact-json.js";
import { RawJson } from "../raw-json.js";
import { yamlText } from "./yaml-text.js";

/** Ends with a line break. */
export function writeYaml(value: unknown): string {
  const parts: string[] = [];
  write(parts, value, { indent: 0, column: 0, inList: false });
  return `${parts.join("")}\n`;
}

interface Place {
  /** Of the lines of this value's container. */
  readonly indent: number;
  /** Where the value begins. */
  readonly column: number;
  /** Behind a dash: a container goes on in the same line. */
  readonly inList: boolean;
}

function write(parts: string[], shown: unknown, place: Place): void {
  const value = shown instanceof RawJson ? valueOfRaw(shown) : shown;
  if (Array.isArray(value)) {
    if (value.length === 0) parts.push("[]");
    else writeList(parts, value, place);
  } else if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value).filter((key) => (value as Record<string, unknown>)[key] !== undefined);
    if (keys.length === 0) parts.push("{}");
    else writeMap(parts, value as Record<string, unknown>, { keys: keys.sort(naturally), ...place });
  } else {
    parts.push(scalar(value, place));
  }
}

function writeList(parts: string[], items: readonly unknown[], { indent }: Place): void {
  for (const [index, item] of items.entries()) {
    if (index > 0) parts.push(newLine(indent));
    parts.push("- ");
    write(parts, item, { indent: indent + 2, column: indent + 2, inList: true });
  }
}

/** Longer keys stand alone behind a question mark. */
const longestSimpleKey = 128;

function writeMap(
  parts: string[],
  map: Readonly<Record<string, unknown>>,
  { keys, indent }: Place & { readonly keys: readonly string[] },
): void {
  for (const [index, key] of keys.entries()) {
    if (index > 0) parts.push(newLine(indent));
    const isSimple = Buffer.byteLength(key) <= longestSimpleKey && !key.includes("\n");
    const at = isSimple ? indent : indent + 2;
    const shown = yamlText(key, { column: at, indent: indent + 2, isKey: isSimple });
    const head = isSimple ? `${shown}:` : `? ${shown}${newLine(indent)}:`;
    parts.push(head);
    const member = map[key];
    writeMember(parts, member instanceof RawJson ? valueOfRaw(member) : member, {
      indent,
      column: isSimple ? indent + head.length : indent + 1,
      inList: !isSimple,
    });
  }
}

function writeMember(parts: string[], value: unknown, { indent, column, inList }: Place): void {
  const isContainer = typeof value === "object" && value !== null && !isEmpty(value);
  if (!isContainer || inList) {
    parts.push(" ");
    write(parts, value, { indent: isContainer || inList ? indent + 2 : indent, column: column + 1, inList });
  } else if (Array.isArray(value)) {
    // A list in a map is not indented.
    parts.push(newLine(indent));
    writeList(parts, value, { indent, column: indent, inList: false });
  } else {
    parts.push(newLine(indent + 2));
    write(parts, value, { indent: indent + 2, column: indent + 2, inList: false });
  }
}

function isEmpty(value: object): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return Object.values(value).every((member) => member === undefined);
}

function newLine(indent: number): string {
  return `\n${" ".repeat(indent)}`;
}

function scalar(value: unknown, { indent, column, inList }: Place): string {
  if (typeof value === "string") {
    return yamlText(value, { column, indent: inList ? indent : indent + 2, isKey: false });
  }
  if (typeof value === "number") return number(value);
  if (typeof value === "bigint") return fitsInt64(value) ? String(value) : number(Number(value));
  return value === null || value === undefined ? "null" : String(value);
}

function fitsInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value || BigInt.asUintN(64, value) === value;
}

/** Whole numbers as they are; others as Go has them, with an exponent of at least two digits where there are many. */
function number(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return String(value);
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  return power >= -4 && power < 6 ? String(value) : exponential(digits, power);
}

function exponential(digits: string, power: number): string {
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** Numbers inside keys count as numbers: `a2` before `a10`; letters come behind everything else. */
function naturally(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  let digits = false;
  for (let i = 0; i < left.length && i < right.length; i++) {
    const [l, r] = [left[i] as string, right[i] as string];
    if (l === r) {
      digits = isDigit(l);
      continue;
    }
    const [leftLetter, rightLetter] = [isLetter(l), isLetter(r)];
    if (leftLetter && rightLetter) return l < r ? -1 : 1;
    if (leftLetter || rightLetter) return (digits ? leftLetter : rightLetter) ? -1 : 1;
    return byNumber(left, right, i);
  }
  return left.length - right.length;
}

function byNumber(left: readonly string[], right: readonly string[], at: number): number {
  let lead = "";
  if (left[at] === "0" || right[at] === "0") {
    // Zeros inside a number count, zeros in front of it do not.
    for (let i = at - 1; i >= 0 && isDigit(left[i] as string); i--) if (left[i] !== "0") lead = "1";
  }
  const [leftRun, rightRun] = [digitsFrom(left, at), digitsFrom(right, at)];
  const [leftNumber, rightNumber] = [BigInt(`${lead}${leftRun}` || "0"), BigInt(`${lead}${rightRun}` || "0")];
  if (leftNumber !== rightNumber) return leftNumber < rightNumber ? -1 : 1;
  if (leftRun.length !== rightRun.length) return leftRun.length - rightRun.length;
  return (left[at] as string) < (right[at] as string) ? -1 : 1;
}

function digitsFrom(characters: readonly string[], at: number): string {
  let run = "";
  for (let i = at; i < characters.length && /[0-9]/.test(characters[i] as string); i++) run += characters[i];
  return run;
}

function isDigit(character: string): boolean {
  return /\p{Nd}/u.test(character);
}

function isLetter(character: string): boolean {
  return /\p{L}/u.test(character);
}
