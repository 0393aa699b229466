/** What Go 1.26 said to each text (go-texts.json; null: nothing) is what our readers of Go's forms say. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CsvError, readCsv } from "../../../src/util/csv.js";
import { durationFault } from "../../../src/util/durations.js";
import { floatFault, integerFault, parseFloatText, parseInteger, unsignedFault } from "../../../src/util/go-number.js";
import { urlFault } from "../../../src/util/go-url.js";

type Word = string | null;

interface GoTexts {
  readonly csv: Readonly<Record<string, string | readonly (readonly string[])[] | null>>;
  readonly duration: Readonly<Record<string, Word>>;
  /** As a float of 64 bits, and of 32. */
  readonly float: Readonly<Record<string, readonly Word[]>>;
  /** As an integer of 64 bits, of 32, and as an unsigned one in base 10. */
  readonly int: Readonly<Record<string, readonly Word[]>>;
  readonly url: Readonly<Record<string, Word>>;
}

const file = new URL("../../../../test/unit/util/go-texts.json", import.meta.url);
const go = JSON.parse(readFileSync(file, "utf8")) as GoTexts;

test("comma-separated values are read, or refused, as Go does it", () => {
  for (const [text, word] of Object.entries(go.csv)) {
    assert.deepEqual(recordsOf(text), word ?? [], JSON.stringify(text));
  }
});

function recordsOf(text: string): string | readonly (readonly string[])[] {
  try {
    return readCsv(text).map(({ fields }) => fields);
  } catch (error) {
    if (error instanceof CsvError) return error.message;
    throw error;
  }
}

test("a record knows the line it begins on", () => {
  const records = readCsv('a\n\n"b\nc",d\ne');
  assert.deepEqual(
    records.map(({ line }) => line),
    [1, 3, 5],
  );
});

test("durations have Go's faults", () => {
  for (const [text, word] of Object.entries(go.duration)) assert.equal(durationFault(text) ?? null, word, text);
});

test("numbers have Go's faults", () => {
  for (const [text, words] of Object.entries(go.float)) {
    assert.deepEqual([floatFault(text, 64) ?? null, floatFault(text, 32) ?? null], words, text);
  }
  for (const [text, words] of Object.entries(go.int)) {
    const own = [integerFault(text, 64), integerFault(text, 32), unsignedFault(text, 32)].map((one) => one ?? null);
    assert.deepEqual(own, words, text);
  }
});

test("numbers have Go's values", () => {
  const integers = ["0x1F", "0b11", "0o17", "017", "1_000", "-0x10", "+5", "00", "1e3"].map(parseInteger);
  assert.deepEqual(integers, [31, 3, 15, 15, 1000, -16, 5, 0, undefined]);
  const floats = ["0x1p-8", "0x1.8p1", "1_0.5", "-inf", ".5", "0x1"].map(parseFloatText);
  assert.deepEqual(floats, [0.00390625, 3, 10.5, Number.NEGATIVE_INFINITY, 0.5, undefined]);
});

/** Go says more of what is wrong with an address. */
const ownUrlWords: Readonly<Record<string, string>> = {
  "https://[::g]": 'parse "https://[::g]": invalid host: ParseAddr("::g"): unable to parse IP',
};

test("URLs have Go's faults", () => {
  for (const [text, word] of Object.entries(go.url)) {
    assert.equal(urlFault(text) ?? null, ownUrlWords[text] ?? word, JSON.stringify(text));
  }
});
