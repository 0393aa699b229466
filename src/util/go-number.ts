/**
 * Numbers and truths as Go's strconv reads them from flags: underscores, prefixes for other bases, infinities. A fault is Go's own text;
 * undefined is fine. Pure.
 */

const truths: ReadonlySet<string> = new Set(["1", "t", "T", "true", "TRUE", "True"]);
const untruths: ReadonlySet<string> = new Set(["0", "f", "F", "false", "FALSE", "False"]);

export function parseBool(text: string): boolean | undefined {
  if (truths.has(text)) return true;
  return untruths.has(text) ? false : undefined;
}

export function boolFault(text: string): string | undefined {
  return parseBool(text) === undefined ? fault("ParseBool", text, syntax) : undefined;
}

const syntax = "invalid syntax";
const range = "value out of range";

function fault(parser: string, text: string, why: string): string {
  return `strconv.${parser}: parsing ${JSON.stringify(text)}: ${why}`;
}

const integer = /^([+-]?)(?:0[xX]((?:_?[\da-fA-F])+)|0[bB]((?:_?[01])+)|0[oO]?((?:_?[0-7])+)|([1-9](?:_?\d)*|0))$/;

/** In base 10, or in another one with a prefix (`0x`, `0b`, `0o`, `0`). Past 2^53 the nearest number there is. */
export function parseInteger(text: string): number | undefined {
  const value = exactInteger(text);
  return value === undefined ? undefined : Number(value);
}

function exactInteger(text: string): bigint | undefined {
  const [, sign, hex, binary, octal, decimal] = integer.exec(text) ?? [];
  const digits = [hex && `0x${hex}`, binary && `0b${binary}`, octal && `0o${octal}`, decimal].find((one) => one);
  if (digits === undefined) return undefined;
  const value = BigInt(digits.replaceAll("_", ""));
  return sign === "-" ? -value : value;
}

export function integerFault(text: string, bits: 32 | 64): string | undefined {
  const value = exactInteger(text);
  if (value === undefined) return fault("ParseInt", text, syntax);
  return BigInt.asIntN(bits, value) === value ? undefined : fault("ParseInt", text, range);
}

/** Decimal digits and nothing else. */
export function unsignedFault(text: string, bits: 32 | 64): string | undefined {
  if (!/^\d+$/.test(text)) return fault("ParseUint", text, syntax);
  const value = BigInt(text);
  return BigInt.asUintN(bits, value) === value ? undefined : fault("ParseUint", text, range);
}

export function smallIntegerFault(text: string): string | undefined {
  return /^[+-]?\d+$/.test(text) ? undefined : fault("Atoi", text, syntax);
}

const decimalFloat = /^[+-]?(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?$/;
const hexFloat = /^([+-]?)0[xX]_?([\da-fA-F](?:_?[\da-fA-F])*)?\.?([\da-fA-F](?:_?[\da-fA-F])*)?[pP]([+-]?\d+)$/;
const infinite = /^([+-]?)inf(?:inity)?$/i;

export function parseFloatText(text: string): number | undefined {
  if (decimalFloat.test(text)) return Number(text.replaceAll("_", ""));
  if (/^nan$/i.test(text)) return Number.NaN;
  const sign = infinite.exec(text)?.[1];
  if (sign !== undefined) return sign === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const [, minus, whole = "", part = "", exponent] = hexFloat.exec(text.replaceAll("_", "")) ?? [];
  if (exponent === undefined || whole + part === "") return undefined;
  const value = Number(`0x${whole}${part}`) * 2 ** (Number(exponent) - 4 * part.length);
  return minus === "-" ? -value : value;
}

export function floatFault(text: string, bits: 32 | 64): string | undefined {
  const value = parseFloatText(text);
  if (value === undefined) return fault("ParseFloat", text, syntax);
  const kept = bits === 32 ? Math.fround(value) : value;
  const overflows = Math.abs(kept) === Number.POSITIVE_INFINITY && !infinite.test(text);
  return overflows ? fault("ParseFloat", text, range) : undefined;
}
