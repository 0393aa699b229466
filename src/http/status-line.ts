/**
 * Status lines and header blocks as text, shared by the transports that write HTTP/1.1 by themselves.
 * Promise: no header name or value can end its line, whatever a client managed to have echoed in it.
 */
import { STATUS_CODES } from "node:http";
import type { HeaderList } from "./message.js";

const statusTexts = new Map<number, string>();

/** "200 OK" */
export function statusText(status: number): string {
  const known = statusTexts.get(status);
  if (known !== undefined) return known;
  const text = `${status} ${STATUS_CODES[status] ?? "Unknown"}`;
  statusTexts.set(status, text);
  return text;
}

/** Bytes where text would not do: a writer of text may take it for Latin-1, and what is beyond ASCII is UTF-8 on the wire. */
export type HeadBlock = string | Buffer;

/** Status line and headers without "HTTP/1.1 " in front and without the last line end. */
export function headBlock(status: number, headers: HeaderList): HeadBlock {
  let block = statusText(status);
  let isPlain = true;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    let name = headers[index]!;
    let value = headers[index + 1]!;
    if (!isPlainText(name) || !isPlainText(value)) {
      isPlain = false;
      name = safeText(name);
      value = safeText(value);
    }
    block += `\r\n${name}: ${value}`;
  }
  return isPlain ? block : Buffer.from(block);
}

/** Nothing in it ends its line or is beyond ASCII. By hand: every answer has a dozen such texts, and they are short. */
function isPlainText(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7f || code === 0 || code === lineFeed || code === carriageReturn) return false;
  }
  return true;
}

export function joinHead(block: HeadBlock, more: string): HeadBlock {
  return typeof block === "string" ? block + more : Buffer.concat([block, Buffer.from(more)]);
}

/** True for answers that never have a body and never a Content-Length of their own. */
export function isBodyless(status: number): boolean {
  return status === 204 || status === 304 || status < 200;
}

const lineFeed = 10;
const carriageReturn = 13;
const lineBreaking = /[\0\r\n]/;
const everyLineBreaking = /[\0\r\n]/g;

export function safeText(text: string): string {
  return lineBreaking.test(text) ? text.replace(everyLineBreaking, " ") : text;
}
