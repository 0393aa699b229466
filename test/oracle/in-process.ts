/** Asks a server in this process what a cluster would be asked. */
import { inject } from "../../src/http/inject.js";
import type { Handler } from "../../src/http/message.js";
import type { Ask } from "./client.js";

/** Cases that say nothing here: in this process nobody says who he is, nothing is compressed, and lines of one header are one. */
export const needsSocket: RegExp = /^(with|without) (a wrong|credentials)|gzip|^accept lines/;

export function askHandler(handler: Handler): Ask {
  return async ({ method, path, body, headers }) => {
    const sent: Record<string, string | readonly string[]> = {
      "User-Agent": "compare",
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    };
    const list = Object.entries(sent).flatMap(([name, value]) =>
      value === "" ? [] : [value].flat().flatMap((one) => [name, one]),
    );
    const url = { method, url: path, headers: list };
    const exchange = inject(handler, body === undefined ? url : { ...url, body });
    const { status, headers: answered } = await exchange.answer;
    const chunks: Buffer[] = [];
    for await (const chunk of exchange.chunks()) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    return { status, headers: headersOf(answered), body: bytes.toString(), bytes };
  };
}

/** Name, value, name, value … as Node's client has them: lower case, several values joined. */
function headersOf(list: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < list.length; index += 2) {
    const name = (list[index] as string).toLowerCase();
    const value = list[index + 1] as string;
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return headers;
}
