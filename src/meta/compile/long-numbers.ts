/** Whole numbers too long for a double: whether a text has one, and what it is in memory. Hot path: asked of every object that is read. */

/** Fewer digits than this are always exact. */
const longDigits = 16;

/**
 * False: certainly no number that a double does not hold. A yes may be wrong: a text may have digits too. Most of those are told by what
 * stands beside them: objects are full of digests and of identities in quotes.
 */
export function hasLongNumber(json: Uint8Array): boolean {
  // A run of sixteen digits has one at every sixteenth place.
  for (let at = longDigits - 1; at < json.length; at += longDigits) {
    if (!isDigit(json[at] ?? 0)) continue;
    let first = at;
    while (first > 0 && isDigit(json[first - 1] ?? 0)) first--;
    let behind = at + 1;
    while (behind < json.length && isDigit(json[behind] ?? 0)) behind++;
    if (behind - first >= longDigits && mayBeNumber(json[first - 1], json[behind])) return true;
    // No digit is looked at twice, however long the run.
    at = behind;
  }
  return false;
}

/** As `hasLongNumber`. */
export function hasLongNumberText(json: string): boolean {
  return /\d{16}/.test(json) && /(?<![^\s:,[+.eE-])\d{16,}(?![^\s,\]}.eE])/.test(json);
}

/** What may stand before and behind digits of a number, in JSON. */
const [leads, ends] = [new Set(Buffer.from(" \t\r\n:,[+.eE-")), new Set(Buffer.from(" \t\r\n,]}.eE"))];

function mayBeNumber(before: number | undefined, behind: number | undefined): boolean {
  return (before === undefined || leads.has(before)) && (behind === undefined || ends.has(behind));
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** A number where that is written with the same digits, otherwise a BigInt. */
export function exactInteger(digits: string | bigint): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) || String(number) === String(digits) ? number : BigInt(digits);
}
