/** Whole numbers too long for a double: whether a text has one, and what it is in memory. Hot path: asked of every object that is read. */

/** Fewer digits than this are always exact. */
const longDigits = 16;

/** False: certainly no number that a double does not hold. A yes may be wrong: a text may have digits too. */
export function hasLongNumber(json: Uint8Array): boolean {
  // A run of sixteen digits has one at a multiple of sixteen.
  for (let at = longDigits - 1; at < json.length; at += longDigits) {
    if (!isDigit(json[at] ?? 0)) continue;
    let first = at;
    while (first > 0 && isDigit(json[first - 1] ?? 0)) first--;
    let behind = at + 1;
    while (behind < json.length && isDigit(json[behind] ?? 0)) behind++;
    if (behind - first >= longDigits) return true;
  }
  return false;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** A number where that is written with the same digits, otherwise a BigInt. */
export function exactInteger(digits: string | bigint): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) || String(number) === String(digits) ? number : BigInt(digits);
}
