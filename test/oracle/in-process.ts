/** Asks a server in this process what a cluster would be asked. */
import { injectWhole } from "../../src/http/inject.js";
import type { Handler } from "../../src/http/message.js";
import type { Ask } from "./client.js";

export function askHandler(handler: Handler): Ask {
  return async ({ method, path, body, headers }) => {
    const sent: Record<string, string> = {
      "User-Agent": "compare",
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    };
    const list = Object.entries(sent).flatMap(([name, value]) => (value === "" ? [] : [name, value]));
    const url = { method, url: path, headers: list };
    const answer = await injectWhole(handler, body === undefined ? url : { ...url, body });
    return { status: answer.status, headers: headersOf(answer.headers), body: answer.body };
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
