/**
 * Comma-separated values as Go's encoding/csv reads them, which is how kube-apiserver reads lists of flags and its token file: fields are
 * taken as they are, spaces and all; a quoted one may hold commas, line ends and doubled quotes. Complaints are Go's. Pure.
 */

export interface CsvRecord {
  /** Of its first line, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

export class CsvError extends Error {
  constructor(start: Position, at: Position, what: string) {
    const begun = start.line === at.line ? "" : `record on line ${start.line}; `;
    super(`${begun}parse error on line ${at.line}, column ${at.column}: ${what}`);
    this.name = "CsvError";
  }
}

/** Both from 1; columns are bytes. */
interface Position {
  readonly line: number;
  readonly column: number;
}

const bareQuote = 'bare " in non-quoted-field';
const strayQuote = 'extraneous or missing " in quoted-field';

/** Lines with nothing on them are no records. Throws `CsvError`; it never shows what the text says. */
export function readCsv(text: string): readonly CsvRecord[] {
  const source = text.replaceAll("\r\n", "\n").replace(/\r$/, "");
  const records: CsvRecord[] = [];
  for (let at = 0; at < source.length; ) {
    if (source[at] === "\n") {
      at++;
      continue;
    }
    const record = readRecord(source, at);
    records.push({ line: positionAt(source, at).line, fields: record.fields });
    at = record.end;
  }
  return records;
}

function readRecord(source: string, start: number): { readonly fields: readonly string[]; readonly end: number } {
  const fields: string[] = [];
  for (let at = start; ; at++) {
    const field = source[at] === '"' ? quotedField(source, start, at) : bareField(source, start, at);
    fields.push(field.value);
    at = field.end;
    if (source[at] !== ",") return { fields, end: at + 1 };
  }
}

interface Field {
  readonly value: string;
  /** Where the comma or the line's end is. */
  readonly end: number;
}

function bareField(source: string, start: number, at: number): Field {
  const end = firstOf(source, at, /[,\n]/g);
  const value = source.slice(at, end);
  const quote = value.indexOf('"');
  if (quote !== -1) throw faultAt(source, { start, at: at + quote }, bareQuote);
  return { value, end };
}

function quotedField(source: string, start: number, opened: number): Field {
  let value = "";
  for (let at = opened + 1; ; ) {
    const quote = source.indexOf('"', at);
    if (quote === -1) throw new CsvError(positionAt(source, start), endOf(source), strayQuote);
    value += source.slice(at, quote);
    const next = source[quote + 1];
    if (next === undefined || next === "," || next === "\n") return { value, end: quote + 1 };
    if (next !== '"') throw faultAt(source, { start, at: quote }, strayQuote);
    value += '"';
    at = quote + 2;
  }
}

function firstOf(source: string, from: number, pattern: RegExp): number {
  pattern.lastIndex = from;
  return pattern.exec(source)?.index ?? source.length;
}

function faultAt(
  source: string,
  { start, at }: { readonly start: number; readonly at: number },
  what: string,
): CsvError {
  return new CsvError(positionAt(source, start), positionAt(source, at), what);
}

/** A last line's end is still on that line. */
function endOf(source: string): Position {
  if (!source.endsWith("\n")) return positionAt(source, source.length);
  const { line, column } = positionAt(source, source.length - 1);
  return { line, column: column + 1 };
}

function positionAt(source: string, at: number): Position {
  const before = source.slice(0, at);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: Buffer.byteLength(before.slice(lineStart)) + 1 };
}
