/** Progress and sizes as people read them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatBytes, progressOn } from "../../../src/util/progress.js";

function written(isTTY: boolean, quiet: boolean): string {
  let text = "";
  const progress = progressOn({ isTTY, write: (part) => (text += part) }, quiet);
  progress.step("one");
  progress.step("two");
  progress.done();
  return text;
}

test("progress is one changing line on a terminal, plain lines elsewhere, and nothing when quiet", () => {
  assert.equal(written(false, false), "one\ntwo\n");
  assert.equal(written(true, false), "\r\u001b[Kone …\r\u001b[Ktwo …\r\u001b[K");
  assert.equal(written(true, true), "");
});

test("bytes are written in the unit that fits", () => {
  const cases = [0, 1, 1023, 1024, 1536, 10 * 2 ** 20, 3.25 * 2 ** 30];
  assert.deepEqual(cases.map(formatBytes), ["0 B", "1 B", "1023 B", "1.0 KiB", "1.5 KiB", "10.0 MiB", "3.3 GiB"]);
});
