/** A plain client for a real kube-apiserver that recordings and comparisons ask. It trusts any certificate: it talks to a test server. */
import { request } from "node:https";
import type { JsonObject } from "../../src/meta/schema.js";

export interface OracleAnswer {
  readonly code: number;
  readonly body: string;
}

export interface Oracle {
  /** `body` as an object is sent as JSON; as a string as it stands. */
  ask(
    method: string,
    path: string,
    body?: JsonObject | string,
    contentType?: string,
    accept?: string,
  ): Promise<OracleAnswer>;
}

/** Where `ORACLE_URL` and `ORACLE_TOKEN` point to. */
export function oracleFromEnvironment(): Oracle {
  const url = process.env.ORACLE_URL;
  if (url === undefined) throw new Error("set ORACLE_URL (and ORACLE_TOKEN) to the server to ask");
  const token = process.env.ORACLE_TOKEN ?? "";
  return {
    ask: (method, path, body, contentType = "application/json", accept = "application/json") =>
      new Promise((resolve, reject) => {
        const sent = request(
          new URL(path, url),
          {
            method,
            rejectUnauthorized: false,
            headers: {
              authorization: `Bearer ${token}`,
              accept,
              ...(body === undefined ? {} : { "content-type": contentType }),
            },
          },
          (answer) => {
            const chunks: Buffer[] = [];
            answer.on("data", (chunk: Buffer) => chunks.push(chunk));
            answer.on("end", () =>
              resolve({ code: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
            );
          },
        );
        sent.on("error", reject);
        sent.end(body === undefined || typeof body === "string" ? body : JSON.stringify(body));
      }),
  };
}
