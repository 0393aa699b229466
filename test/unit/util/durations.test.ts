/** Go's durations. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDuration, parseDurationMs } from "../../../src/util/durations.js";

test("Go durations are read as milliseconds", () => {
  const cases = {
    "0": 0,
    "0s": 0,
    "1m0s": 60_000,
    "1h30m": 5_400_000,
    "1.5s": 1500,
    "500ms": 500,
    "-2s": -2000,
    "1us": 0.001,
  };
  for (const [text, ms] of Object.entries(cases)) assert.equal(parseDurationMs(text), ms, text);
});

test("what is no Go duration is refused", () => {
  for (const text of ["", "5", "s", "1 s", "1x", "1m 2s", "--1s", "1s2", "9223372036855ms"])
    assert.equal(parseDurationMs(text), undefined, text);
});

test("durations are written as Go writes them", () => {
  const cases = { "0s": 0, "250ms": 250, "1s": 1000, "1m0s": 60_000, "1h0m0s": 3_600_000, "1h1m1.5s": 3_661_500 };
  for (const [text, ms] of Object.entries(cases)) assert.equal(formatDuration(ms), text);
});
