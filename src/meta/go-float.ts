/** Numbers as Go prints them in the shortest way (`%v`). Pure. */

/** The first power of ten that is written in the scientific form, and the last small one that is not. */
const [large, small] = [6, -4];

/** A whole number that an int64 holds is one; all others are floats, with two digits of exponent at least. */
export function goNumber(value: number): string {
  return isInt64(value) ? String(BigInt(value)) : goFloat(value);
}

export function isInt64(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63;
}

export function goFloat(value: number): string {
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (value === 0 || !Number.isFinite(value) || (power >= small && power < large)) return String(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
