/**
 * Rows of Tables as bytes. An object's row is made once per revision, with gaps where a cell shows how long ago something was; a request
 * only fills the gaps. Hot path: `fillRows`.
 *
 * A row with gaps, all numbers little-endian:
 *   u16             gaps
 *   u32, f64 each   where in the text, and since when (ms since the epoch)
 *   text            `,{"cells":["web-1","1/1","Running","0",""],"object":…}`, the Age cell being the gap between the last quotes
 *
 * A gap's numbers take as many bytes as the longest text that fills it, so a row as it is kept is never shorter than filled.
 */
import { type Elapsed, formatDuration, formatHoldsMs } from "../../meta/duration.js";
import type { PrintedCell } from "../../registry/resource-definition.js";
import type { Filler } from "../../storage/watchcache/watch-cache.js";

const countBytes = 2;
const gapBytes = 12;

/** `object`: JSON of the row's object, or `null`. */
export function rowWithGaps(cells: readonly PrintedCell[], object: string): Buffer {
  const gaps: { readonly at: number; readonly since: number }[] = [];
  let text = ',{"cells":[';
  for (const [index, cell] of cells.entries()) {
    if (index > 0) text += ",";
    if (!isElapsed(cell)) {
      text += typeof cell === "bigint" ? cell : JSON.stringify(cell);
      continue;
    }
    text += JSON.stringify(cell.before).slice(0, -1);
    gaps.push({ at: Buffer.byteLength(text), since: cell.since });
    text += JSON.stringify(cell.after).slice(1);
  }
  text += `],"object":${object}}`;
  const start = countBytes + gaps.length * gapBytes;
  const row = Buffer.allocUnsafe(start + Buffer.byteLength(text));
  row.writeUInt16LE(gaps.length);
  for (const [index, { at, since }] of gaps.entries()) {
    row.writeUInt32LE(at, countBytes + index * gapBytes);
    row.writeDoubleLE(since, countBytes + index * gapBytes + 4);
  }
  row.write(text, start);
  return row;
}

/** All rows, comma-separated, as they are at `now` (ms since the epoch). */
export function fillRows(rows: readonly Buffer[], now: number): Buffer {
  let most = 0;
  for (const row of rows) most += row.length;
  const target = Buffer.allocUnsafe(most);
  let end = 0;
  for (const row of rows) end = fillRow(row, now, { target, at: end });
  return target.subarray(Math.min(1, end), end);
}

/** For lists that are kept: knows how long what it filled holds. */
export class RowFiller implements Filler {
  readonly #now: number;
  until = Number.POSITIVE_INFINITY;

  constructor(now: number) {
    this.#now = now;
  }

  fill(row: Buffer, target: Buffer, at: number): number {
    const gaps = row.readUInt16LE(0);
    for (let gap = countBytes + 4; gap < countBytes + gaps * gapBytes; gap += gapBytes) {
      const until = this.#now + formatHoldsMs(this.#now - row.readDoubleLE(gap));
      if (until < this.until) this.until = until;
    }
    return fillRow(row, this.#now, { target, at });
  }
}

/** Answers where the row ends. */
function fillRow(row: Buffer, now: number, { target, at }: { readonly target: Buffer; readonly at: number }): number {
  const gaps = row.readUInt16LE(0);
  const start = countBytes + gaps * gapBytes;
  let end = at;
  let from = start;
  for (let gap = countBytes; gap < start; gap += gapBytes) {
    const to = start + row.readUInt32LE(gap);
    end += row.copy(target, end, from, to);
    end = writeAscii(formatDuration(now - row.readDoubleLE(gap + 4)), target, end);
    from = to;
  }
  return end + row.copy(target, end, from);
}

/** For a few characters a loop is cheaper than a call out of JavaScript. */
function writeAscii(text: string, target: Buffer, at: number): number {
  for (let index = 0; index < text.length; index++) target[at + index] = text.charCodeAt(index);
  return at + text.length;
}

export function isElapsed(cell: PrintedCell): cell is Elapsed {
  return typeof cell === "object" && cell !== null;
}
