/**
 * Times as Kubernetes writes them: RFC 3339 in UTC, whole seconds (Time) or microseconds (MicroTime). Parsing accepts
 * and refuses what Go's parser does, with its words.
 */

/** The time of an instant in ms since the epoch, whole seconds: `2024-01-01T00:00:00Z`. */
export function formatTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastText = `${new Date(ms).toISOString().slice(0, -5)}Z`;
    lastSecond = second;
  }
  return lastText;
}

/** Every write says the time, most of them the same one. */
let lastSecond = Number.NaN;
let lastText = "";

/** With microseconds: `2024-01-01T00:00:00.000000Z`. */
export function formatMicroTime(ms: number): string {
  const whole = Math.floor(ms);
  const micros = Math.floor((ms - whole) * 1000);
  return `${new Date(whole).toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}Z`;
}

export type TimeLayout = "seconds" | "micros";

/** Seconds since the epoch and the rest in nanoseconds; `zero` is Go's zero time, which Kubernetes writes as null. */
export interface ParsedTime {
  readonly seconds: number;
  readonly nanos: number;
  readonly zero: boolean;
}

export type TimeResult =
  | { readonly ok: true; readonly time: ParsedTime }
  | { readonly ok: false; readonly error: string };

/** The text Kubernetes stores for `text`, null for the zero time, or why it is none. */
export function normaliseTime(text: string, layout: TimeLayout): { text: string | null } | { error: string } {
  if (layout === "seconds" && isCanonical(text)) return { text };
  const parsed = parseTime(text, layout);
  if (!parsed.ok) return { error: parsed.error };
  const { time } = parsed;
  if (time.zero) return { text: null };
  const base = civil(time.seconds);
  if (layout === "seconds") return { text: `${base}Z` };
  return { text: `${base}.${String(Math.floor(time.nanos / 1000)).padStart(6, "0")}Z` };
}

const layouts: Readonly<Record<TimeLayout, string>> = {
  seconds: "2006-01-02T15:04:05Z07:00",
  micros: "2006-01-02T15:04:05.000000Z07:00",
};

export function parseTime(text: string, layout: TimeLayout): TimeResult {
  return new TimeParser(text, layout).parse();
}

class TimeParser {
  private readonly text: string;
  private readonly layout: TimeLayout;
  private at = 0;
  private outOfRange: string | undefined;
  constructor(text: string, layout: TimeLayout) {
    this.text = text;
    this.layout = layout;
  }

  parse(): TimeResult {
    const year = this.digits(4, "2006");
    const month = year === undefined ? undefined : this.part("-", "01");
    this.check(month, 1, 12, "month");
    if (this.outOfRange !== undefined) return this.range();
    const day = month === undefined ? undefined : this.part("-", "02");
    const hour = day === undefined || !this.literal("T") ? undefined : this.hour();
    this.check(hour, 0, 23, "hour");
    if (this.outOfRange !== undefined) return this.range();
    const minute = hour === undefined ? undefined : this.part(":", "04");
    this.check(minute, 0, 59, "minute");
    if (this.outOfRange !== undefined) return this.range();
    const second = minute === undefined ? undefined : this.part(":", "05");
    this.check(second, 0, 59, "second");
    if (this.outOfRange !== undefined) return this.range();
    const nanos = second === undefined ? undefined : this.fraction();
    const offset = nanos === undefined ? undefined : this.zone();
    if (this.outOfRange !== undefined) return this.range();
    if (offset === undefined) return { ok: false, error: this.failed };
    if (this.at < this.text.length) return this.extra();
    const [y, mo, d] = [year ?? 0, month ?? 0, day ?? 0];
    if (d < 1 || d > daysIn(y, mo)) return { ok: false, error: `${this.prefix()}: day out of range` };
    const date = new Date(0);
    date.setUTCFullYear(y, mo - 1, d);
    date.setUTCHours(hour ?? 0, minute ?? 0, second ?? 0, 0);
    const seconds = date.getTime() / 1000 - offset;
    return { ok: true, time: { seconds, nanos: nanos ?? 0, zero: seconds === zeroSeconds && nanos === 0 } };
  }

  private failed = "";

  private prefix(): string {
    return `parsing time ${quote(this.text)}`;
  }
  private range(): TimeResult {
    return { ok: false, error: `${this.prefix()}: ${this.outOfRange} out of range` };
  }
  private extra(): TimeResult {
    return { ok: false, error: `${this.prefix()}: extra text: ${quote(this.text.slice(this.at))}` };
  }
  private fail(expected: string, at = this.at): undefined {
    const rest = quote(this.text.slice(at));
    this.failed = `${this.prefix()} as "${layouts[this.layout]}": cannot parse ${rest} as "${expected}"`;
    return undefined;
  }
  private literal(char: string): boolean {
    if (this.text[this.at] === char) {
      this.at += 1;
      return true;
    }
    this.fail(char);
    return false;
  }
  private part(separator: string, name: string): number | undefined {
    return this.literal(separator) ? this.digits(2, name) : undefined;
  }
  private digits(count: number, name: string): number | undefined {
    const found = this.text.slice(this.at, this.at + count);
    if (found.length < count || !/^[0-9]+$/.test(found)) return this.fail(name);
    this.at += count;
    return Number(found);
  }
  /** Go takes one digit for the hour of its `15`. */
  private hour(): number | undefined {
    const found = /^[0-9]{1,2}/.exec(this.text.slice(this.at, this.at + 2));
    if (found === null) return this.fail("15");
    this.at += found[0].length;
    return Number(found[0]);
  }
  private check(value: number | undefined, low: number, high: number, name: string): void {
    if (value !== undefined && (value < low || value > high)) this.outOfRange = name;
  }
  private fraction(): number | undefined {
    const found = /^[.,]([0-9]+)/.exec(this.text.slice(this.at));
    if (this.layout === "micros") {
      const six = /^[.,]([0-9]{6})/.exec(this.text.slice(this.at));
      if (six === null) return this.fail(".000000");
      this.at += 7;
      return Number(six[1]) * 1000;
    }
    if (found === null) return 0;
    this.at += found[0].length;
    return Number((found[1] ?? "").slice(0, 9).padEnd(9, "0"));
  }
  private zone(): number | undefined {
    if (this.text[this.at] === "Z") {
      this.at += 1;
      return 0;
    }
    const found = /^([+-])([0-9]{2}):([0-9]{2})/.exec(this.text.slice(this.at));
    if (found === null) return this.fail("Z07:00");
    this.at += found[0].length;
    const [hours, minutes] = [Number(found[2]), Number(found[3])];
    if (hours > 24) this.outOfRange = "time zone offset hour";
    else if (minutes > 60) this.outOfRange = "time zone offset minute";
    return (found[1] === "-" ? -60 : 60) * (hours * 60 + minutes);
  }
}

/** 0001-01-01T00:00:00Z. */
const zeroSeconds = -62135596800;

function quote(text: string): string {
  return JSON.stringify(text);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** As Go prints it, whatever the year: -0001 and 10000 too. */
function civil(seconds: number): string {
  const iso = new Date(seconds * 1000).toISOString();
  const year = new Date(seconds * 1000).getUTCFullYear();
  if (year >= 0 && year <= 9999) return iso.slice(0, 19);
  const rest = iso.slice(7, 22);
  return `${year < 0 ? "-" : ""}${String(Math.abs(year)).padStart(4, "0")}${rest.slice(0, 15)}`;
}

/** `2024-01-01T00:00:00Z` with every part in range, days up to 28: what nearly every object holds. */
function isCanonical(text: string): boolean {
  return text.length === 20 && canonicalPattern.test(text) && !text.startsWith("0001-01-01T00:00:00");
}

const canonicalPattern =
  /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$/;
