/** What a cell that depends on the time reads at one moment, for tests of printers: the server splices it into bytes. */
import { type Elapsed, formatDuration } from "../../src/meta/duration.js";

export function elapsedText({ since, before, after }: Elapsed, now: number): string {
  return before + formatDuration(now - since) + after;
}
