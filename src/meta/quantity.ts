/**
 * Quantities: exact decimal numbers with a suffix (`100m`, `1Gi`, `1e3`). Parsing, canonical form and arithmetic as
 * Kubernetes has them: nothing finer than one billionth (rounded away from zero), binary values capped at 2^63-1, the
 * format of the text kept.
 */

export type QuantityFormat = "DecimalSI" | "BinarySI" | "DecimalExponent";

/** The value is `unscaled × 10^exponent`. */
export interface Quantity {
  readonly unscaled: bigint;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

export const quantityError = {
  pattern: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  suffix: "unable to parse quantity's suffix",
  number: "unable to parse numeric part of quantity",
} as const;

/** Nothing is finer. */
const nano = -9;
/** Nothing in a list of resources is finer. */
export const milli = -3;

/** Larger exponents than this are refused: they would cost memory in arithmetic and mean nothing. */
const maxExponent = 10_000;

/** Longer texts are refused: the patterns below would take time in the square of the length, and BigInt too. */
const maxQuantityLength = 1_000;

const shape = /^([+-]?)([0-9]*)(\.?)([0-9]*)((?:[eE][-+]?[0-9]+)|[numkMGTPE]|[KMGTPE]i)?$/;
const looseShape = /^[+-]?[0-9.]+[eEinumkKMGTP]*[-+]?[0-9]*$/;

const decimalExponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const decimalSuffixes = new Map(Object.entries(decimalExponents).map(([suffix, exponent]) => [exponent, suffix]));
const binaryExponents: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const maxBinary = 2n ** 63n - 1n;

export type QuantityResult =
  | { readonly ok: true; readonly quantity: Quantity }
  | { readonly ok: false; readonly error: string };

export function parseQuantity(text: string): QuantityResult {
  const read = readQuantity(text);
  return typeof read === "string" ? { ok: false, error: read } : { ok: true, quantity: read };
}

/** Texts that are canonical as they stand: a small integer with or without a suffix, no leading or trailing zeros. */
const plainText = /^[1-9][0-9]{0,2}(?:m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$/;

/** The text Kubernetes stores for `text`, or why it is no quantity. `finest`: what is finer than that power of ten is rounded up. */
export function normaliseQuantity(text: string, finest: number = nano): { text: string } | { error: string } {
  if (plainText.test(text)) return { text };
  const trimmed = text.length > maxQuantityLength ? text : text.trim();
  const read = readQuantity(trimmed);
  if (typeof read === "string") return { error: read };
  if (read.exponent < finest) return { text: formatQuantity(roundedTo(read, finest)) };
  return { text: keepsItsText(trimmed) ? trimmed : formatQuantity(read) };
}

function readQuantity(text: string): Quantity | string {
  if (text.length > maxQuantityLength) return quantityError.pattern;
  const found = shape.exec(text);
  if (found === null || text === "") {
    return looseShape.test(text) && !/\..*\./.test(text) ? quantityError.suffix : quantityError.pattern;
  }
  const [, sign, whole = "", , fraction = "", suffix = ""] = found;
  const magnitude = BigInt(`${whole}${fraction}` === "" ? "0" : `${whole}${fraction}`);
  const value = sign === "-" ? -magnitude : magnitude;
  const binary = binaryExponents[suffix];
  if (binary !== undefined) {
    if (`${whole}${fraction}` === "") return quantityError.number;
    const scaled = { unscaled: value << BigInt(binary), exponent: -fraction.length, format: "BinarySI" as const };
    return capped(roundedTo(scaled, nano));
  }
  const decimal = decimalExponents[suffix];
  const exponent = decimal ?? Number(suffix.slice(1));
  if (Math.abs(exponent) > maxExponent) return quantityError.suffix;
  const format = decimal === undefined ? "DecimalExponent" : "DecimalSI";
  return roundedTo({ unscaled: value, exponent: exponent - fraction.length, format }, nano);
}

/**
 * A text without fraction whose number could not be shortened stays as it was written (`1E3`, `+10`), as in
 * Kubernetes.
 */
function keepsItsText(text: string): boolean {
  const found = shape.exec(text);
  if (found === null || found[4] !== "") return false;
  const digits = (found[2] ?? "").replace(/^0+/, "");
  if (digits === "" || (found[2] ?? "").length > 18) return false;
  const suffix = found[5] ?? "";
  const binary = binaryExponents[suffix];
  if (binary !== undefined) {
    const value = BigInt(digits);
    const precision = 15 - (found[2] ?? "").length - Math.trunc((binary * 3) / 10) - 1;
    return precision >= 0 && value % 1024n !== 0n && value << BigInt(binary) <= maxBinary;
  }
  const exponent = decimalExponents[suffix] ?? Number(suffix.slice(1));
  return exponent >= -9 && exponent % 3 === 0 && !digits.endsWith("000");
}

function capped(quantity: Quantity): Quantity {
  const whole = { ...quantity, unscaled: maxBinary, exponent: 0 };
  if (compareQuantities(quantity, whole) > 0) return whole;
  const least = { ...whole, unscaled: -maxBinary };
  return compareQuantities(quantity, least) < 0 ? least : quantity;
}

/** Away from zero, so that a request for very little is never a request for nothing. `finest`: a power of ten. */
function roundedTo(quantity: Quantity, finest: number): Quantity {
  if (quantity.exponent >= finest || quantity.unscaled === 0n) return quantity;
  const drop = finest - quantity.exponent;
  const digits = magnitudeOf(quantity.unscaled).toString().length;
  const sign = quantity.unscaled < 0n ? -1n : 1n;
  if (drop > digits) return { ...quantity, unscaled: sign, exponent: finest };
  const divisor = 10n ** BigInt(drop);
  const magnitude = (magnitudeOf(quantity.unscaled) + divisor - 1n) / divisor;
  return { ...quantity, unscaled: sign * magnitude, exponent: finest };
}

function magnitudeOf(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** The canonical text: no fraction, the largest suffix that loses nothing. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.unscaled === 0n) return "0";
  if (quantity.format === "BinarySI") {
    const binary = formatBinary(quantity);
    if (binary !== undefined) return binary;
  }
  const digits = magnitudeOf(quantity.unscaled).toString();
  const significant = digits.replace(/0+$/, "");
  let exponent = quantity.exponent + digits.length - significant.length;
  let shown = significant;
  const above = ((exponent % 3) + 3) % 3;
  shown += "0".repeat(above);
  exponent -= above;
  const sign = quantity.unscaled < 0n ? "-" : "";
  if (quantity.format === "DecimalExponent") return `${sign}${shown}${exponent === 0 ? "" : `e${exponent}`}`;
  return `${sign}${shown}${decimalSuffixes.get(exponent) ?? ""}`;
}

/** undefined: too small or not whole, to be written as a decimal. */
function formatBinary(quantity: Quantity): string | undefined {
  const { unscaled, exponent } = quantity;
  const divisor = 10n ** BigInt(Math.max(0, -exponent));
  const scaled = unscaled * 10n ** BigInt(Math.max(0, exponent));
  if (scaled % divisor !== 0n) return undefined;
  let whole = scaled / divisor;
  if (magnitudeOf(whole) < 1024n) return undefined;
  let power = 0;
  while (whole % 1024n === 0n && power < binarySuffixes.length - 1) {
    whole /= 1024n;
    power += 1;
  }
  return `${whole}${binarySuffixes[power]}`;
}

export function compareQuantities(a: Quantity, b: Quantity): -1 | 0 | 1 {
  const [left, right] = aligned(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

function aligned(a: Quantity, b: Quantity): [bigint, bigint] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [a.unscaled * 10n ** BigInt(a.exponent - exponent), b.unscaled * 10n ** BigInt(b.exponent - exponent)];
}
