/** Whole numbers in texts, accepted and refused as Go's `strconv.ParseInt` does, with its words. */
import { goQuote } from "./go-quote.js";

export type Int64Result =
  | { readonly ok: true; readonly value: bigint }
  | { readonly ok: false; readonly error: string };

/** Decimal digits, with a sign or without, of a number of 64 bits. */
export function parseInt64(text: string): Int64Result {
  const refused = (why: string): Int64Result => ({
    ok: false,
    error: `strconv.ParseInt: parsing ${goQuote(text)}: ${why}`,
  });
  if (!/^[+-]?\d+$/.test(text)) return refused("invalid syntax");
  // BigInt knows no plus.
  const value = BigInt(text.replace("+", ""));
  return BigInt.asIntN(64, value) === value ? { ok: true, value } : refused("value out of range");
}
