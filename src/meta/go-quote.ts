/** Text as Go shows it in messages. Pure. */
import { isUtf8 } from "node:buffer";

const named: Readonly<Record<string, string>> = { "\u0007": "\\a", "\u000b": "\\v" };

/** `%q`: JSON's quoting but for what has no shape of its own, and for bytes that are no text (`textOfBytes`). */
export function goQuote(text: string): string {
  const json = JSON.stringify(text);
  // Nearly every text: nothing in it is written in another way.
  if (!/\\u|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(json)) return json;
  const shown = Array.from(text, (one) => (shapeless.test(one) ? escaped(one) : JSON.stringify(one).slice(1, -1)));
  return `"${shown.join("")}"`;
}

const shapeless = /[^\p{L}\p{M}\p{N}\p{P}\p{S} \b\t\n\f\r]/u;

function escaped(one: string): string {
  const code = one.codePointAt(0) ?? 0;
  const digits = (length: number): string => code.toString(16).padStart(length, "0");
  if (code >= firstByte && code <= lastByte) return `\\x${(code - byteBase).toString(16)}`;
  // Any other half of a character had none in Go either.
  if (/\p{Surrogate}/u.test(one)) return "\ufffd";
  if (code < 0x20 || code === 0x7f) return named[one] ?? `\\x${digits(2)}`;
  return code <= 0xffff ? `\\u${digits(4)}` : `\\U${digits(8)}`;
}

/** A JSON text as Go writes it, in which nothing can be taken for HTML, nor a byte for text. */
export function goJson(json: string): string {
  const readable = json.replace(/\\(?:\\|ud[89a-f][0-9a-f]{2})/g, (one) => (one === "\\\\" ? one : "\\ufffd"));
  return readable.replace(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Where a byte stands that is no text: Go's texts may hold such, ours hold half a surrogate in its place. */
const [byteBase, firstByte, lastByte] = [0xdc00, 0xdc80, 0xdcff];

/** Go's texts are bytes, and so are names in paths and values in queries. */
export function unescapedBytes(escaped: string): Buffer {
  const parts = escaped.split(/(%[0-9A-Fa-f]{2})/);
  return Buffer.concat(
    parts.map((part, index) => (index % 2 === 0 ? Buffer.from(part) : Buffer.from(part.slice(1), "hex"))),
  );
}

/** For messages, which only `goQuote` and `withoutBytes` read. */
export function textOfBytes(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  if (!text.includes("\ufffd")) return text;
  let shown = "";
  for (let at = 0; at < bytes.length; ) {
    const width = widthOfText(bytes, at);
    shown += width === 0 ? String.fromCharCode(byteBase + (bytes[at] ?? 0)) : bytes.toString("utf8", at, at + width);
    at += Math.max(width, 1);
  }
  return shown;
}

/** Of the character that begins at `at`; 0 when none does. */
function widthOfText(bytes: Buffer, at: number): number {
  for (let width = 1; width <= 4 && at + width <= bytes.length; width++) {
    const one = bytes.subarray(at, at + width);
    if (isUtf8(one)) return width;
  }
  return 0;
}

/** As it leaves in an answer: each such byte is a sign that something could not be read. */
export function withoutBytes(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}
