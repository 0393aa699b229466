/** Asks the OpenAPI routes without a socket. */

import type { OpenApiRoutes } from "../../../../src/endpoints/openapi/openapi-routes.js";
import { type InjectOptions, inject } from "../../../../src/http/inject.js";
import { contextOf } from "../../../support/fake-context.js";

export interface Answer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** Every value of a header that may come several times. */
  readonly all: (name: string) => readonly string[];
  readonly body: Buffer;
}

/** Undefined when the routes do not know the path. */
export async function ask(
  routes: OpenApiRoutes,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer | undefined> {
  let known = true;
  const options: InjectOptions = { url, headers: Object.entries(headers).flat() };
  const exchange = inject((request, response) => {
    known = routes.handle(contextOf({ request, response }));
    if (!known) response.send(404, [], "");
  }, options);
  const answer = await exchange.answer;
  const chunks: Buffer[] = [];
  for await (const chunk of exchange.chunks()) chunks.push(chunk);
  if (!known) return undefined;
  return {
    status: answer.status,
    header: (name) => answer.header(name),
    all: (name) => answer.headers.filter((_, index) => index % 2 === 1 && answer.headers[index - 1] === name),
    body: Buffer.concat(chunks),
  };
}
