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

/** Status line and headers without "HTTP/1.1 " in front and without the last line end. */
export function headBlock(status: number, headers: HeaderList): string {
  let block = statusText(status);
  for (let index = 0; index + 1 < headers.length; index += 2) {
    block += `\r\n${safeText(headers[index]!)}: ${safeText(headers[index + 1]!)}`;
  }
  return block;
}

/** True for answers that never have a body and never a Content-Length of their own. */
export function isBodyless(status: number): boolean {
  return status === 204 || status === 304 || status < 200;
}

const lineBreaking = /[\0\r\n]/;
const everyLineBreaking = /[\0\r\n]/g;

export function safeText(text: string): string {
  return lineBreaking.test(text) ? text.replace(everyLineBreaking, " ") : text;
}
