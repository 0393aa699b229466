/** An object as CBOR whose items take, here and there, one of the other forms there are: as hexadecimal digits. */
import type { JsonValue } from "../../../src/meta/schema.js";
import type { Random } from "./random.js";

/** In a thousand: how often an item takes another form. */
const oddInThousand = 25;
const selfDescribed = "d9d9f7";

/** Some such bytes are no CBOR. */
export function oddCbor(random: Random, object: JsonValue): string {
  const item = itemOf(random, object);
  const odd = random.below(100);
  if (odd < 2) return item.slice(0, 2 * random.below(item.length / 2));
  if (odd < 4) return item + random.pick(["00", "ff", item]);
  if (odd < 6) return selfDescribed.repeat(random.below(3)) + item;
  return selfDescribed + item;
}

function itemOf(random: Random, value: JsonValue): string {
  if (isOdd(random)) return random.pick(others)(random, value);
  switch (typeof value) {
    case "string":
      return textOf(random, value);
    case "number":
      return numberOf(random, value);
    case "boolean":
      return value ? "f5" : "f4";
    default:
      if (value === null) return "f6";
      return Array.isArray(value) ? listOf(random, value) : mapOf(random, Object.entries(value));
  }
}

function isOdd(random: Random): boolean {
  return random.below(1000) < oddInThousand;
}

const tags = [0, 1, 2, 3, 21, 22, 23, 24, 999, 55_799];

/** What may stand where something else is wanted. */
const others: readonly ((random: Random, value: JsonValue) => string)[] = [
  () => "f6",
  () => "f7",
  () => "f4",
  () => "e0",
  () => "01",
  () => "20",
  () => "1bffffffffffffffff",
  () => "1b7fffffffffffffff",
  () => "3b8000000000000000",
  () => "f93c00",
  () => "fb3ff8000000000000",
  () => "fa7f7fffff",
  () => "f97e00",
  () => "40",
  () => "60",
  () => "41ff",
  () => "61ff",
  () => "80",
  () => "a0",
  () => "9fff",
  () => "bfff",
  () => "8101",
  () => "a1416bf6",
  (random, value) => head(random, 6, random.pick(tags)) + itemOf(random, value),
  (random, value) => selfDescribed + itemOf(random, value),
  (random, value) => `81${itemOf(random, value)}`,
];

/** The usual head is the shortest. */
function head(random: Random, major: number, value: number): string {
  const wider = isOdd(random) ? 1 + random.below(4) : 0;
  const sizes = [0, 1, 2, 4, 8] as const;
  const least = value < 24 ? 0 : value < 0x100 ? 1 : value < 0x1_0000 ? 2 : value < 0x1_0000_0000 ? 3 : 4;
  const size = sizes[Math.min(least + wider, 4)] ?? 8;
  if (size === 0) return hexOf((major << 5) | value, 1);
  return hexOf((major << 5) | (24 + Math.log2(size)), 1) + hexOf(value, size);
}

function hexOf(value: number, bytes: number): string {
  return value.toString(16).padStart(2 * bytes, "0");
}

function textOf(random: Random, text: string): string {
  const bytes = Buffer.from(text);
  const major = isOdd(random) ? 3 : 2;
  if (!isOdd(random)) return head(random, major, bytes.length) + bytes.toString("hex");
  const cut = random.below(bytes.length + 1);
  const pieces = [bytes.subarray(0, cut), bytes.subarray(cut)];
  const shown = pieces.map((piece) => head(random, major, piece.length) + piece.toString("hex"));
  return `${major === 3 ? "7f" : "5f"}${shown.join("")}ff`;
}

function numberOf(random: Random, value: number): string {
  if (Number.isSafeInteger(value) && !isOdd(random)) {
    return value < 0 ? head(random, 1, -1 - value) : head(random, 0, value);
  }
  const double = Buffer.alloc(8);
  double.writeDoubleBE(value);
  const single = Buffer.alloc(4);
  single.writeFloatBE(value);
  return random.chance(50) ? `fb${double.toString("hex")}` : `fa${single.toString("hex")}`;
}

function listOf(random: Random, list: readonly JsonValue[]): string {
  const items = list.map((item) => itemOf(random, item));
  return isOdd(random) ? `9f${items.join("")}ff` : head(random, 4, items.length) + items.join("");
}

function mapOf(random: Random, members: readonly (readonly [string, JsonValue])[]): string {
  const pairs = members.flatMap(([name, value]) => {
    const pair = keyOf(random, name) + itemOf(random, value);
    return isOdd(random) ? [pair, keyOf(random, name) + itemOf(random, value)] : [pair];
  });
  return isOdd(random) ? `bf${pairs.join("")}ff` : head(random, 5, pairs.length) + pairs.join("");
}

function keyOf(random: Random, name: string): string {
  if (isOdd(random)) return random.pick(["f6", "f7", "f5", "01", "20", "80", "40", "60", "41ff", "c0416b", "d8166141"]);
  return textOf(random, name);
}
