/**
 * Durations as Go writes them (`1m0s`, `500ms`, `1h30m`), the form Kubernetes flags and fields use. Pure.
 */
const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Go counts nanoseconds in 64 bits. */
const longestMs = 2 ** 63 / 1e6;

const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;

/** Milliseconds, or undefined when `text` is no duration. Only "0" may stand without a unit. */
export function parseDurationMs(text: string): number | undefined {
  const negative = text.startsWith("-");
  const body = negative || text.startsWith("+") ? text.slice(1) : text;
  if (body === "0") return 0;
  if (body === "") return undefined;
  let total = 0;
  part.lastIndex = 0;
  while (part.lastIndex < body.length) {
    const found = part.exec(body);
    if (found === null) return undefined;
    total += Number(found[1]) * (unitMs[found[2] ?? ""] ?? 0);
  }
  if (total > longestMs) return undefined;
  return negative ? -total : total;
}

/** Writes whole milliseconds as Go would (`1m0s`, `1h0m0s`, `250ms`, `0s`). */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms === 0) return "0s";
  if (ms < 1000) return `${ms}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = (ms % 60_000) / 1000;
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}

/** What Go says of a text that is no duration; undefined when it is one. */
export function durationFault(text: string): string | undefined {
  if (parseDurationMs(text) !== undefined) return undefined;
  const quoted = shown(text);
  const invalid = `time: invalid duration ${quoted}`;
  let rest = text.replace(/^[+-]/, "");
  if (rest === "") return invalid;
  while (rest !== "") {
    const [, amount = "", unit = ""] = /^(\d+\.?\d*|\.\d+)?([^\d.]*)/.exec(rest) ?? [];
    if (amount === "") return invalid;
    if (unit === "") return `time: missing unit in duration ${quoted}`;
    if (unitMs[unit] === undefined) return `time: unknown unit ${shown(unit)} in duration ${quoted}`;
    rest = rest.slice(amount.length + unit.length);
  }
  return invalid;
}

/** In quotes, byte by byte where it is not plain. Half a surrogate stands for a byte that is no text. */
function shown(text: string): string {
  const quoted = text.replace(/["\\]/g, "\\$&");
  return `"${quoted.replace(/[^ -\u007f]/gu, (one) => {
    const code = one.codePointAt(0) ?? 0;
    const bytes = code >= 0xdc80 && code <= 0xdcff ? [code - 0xdc00] : [...Buffer.from(one)];
    return bytes.map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
  })}"`;
}
