/** How long a text of a duration holds. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDuration, formatHoldsMs } from "../../../src/meta/duration.js";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

test("a duration reads the same for as long as is said, and never longer than that is kept", () => {
  const around = [
    0,
    second,
    2 * minute,
    10 * minute,
    3 * hour,
    8 * hour,
    48 * hour,
    8 * day,
    2 * 365 * day,
    8 * 365 * day,
  ];
  for (const at of around) {
    for (const beside of [-3 * second, -1001, -1000, -999, -1, 0, 1, 499, 59 * second, 61 * minute, 25 * hour]) {
      const ms = at + beside;
      const holds = formatHoldsMs(ms);
      assert.ok(holds > 0, String(ms));
      for (const later of [0, Math.floor((holds - 1) / 2), holds - 1]) {
        assert.equal(formatDuration(ms + later), formatDuration(ms), `${ms} and ${later} later`);
      }
    }
  }
  assert.deepEqual([20 * minute + 1, 4 * day, 30 * day].map(formatHoldsMs), [minute - 1, hour, day]);
});
