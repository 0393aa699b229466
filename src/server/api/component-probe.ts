/** Asks the components of a control plane on this machine for their health, and the store whether it answers. */
import { request } from "node:https";
import type { Probe } from "../../registry/resource-definition.js";
import type { Store } from "../../storage/store.js";

/** As kube-apiserver waits. */
const timeoutMs = 20_000;
const maxAnswerBytes = 4096;

export function componentProbe(store: Store): Probe {
  return {
    store: async () => void (await store.progress()),
    get: (port, path) => {
      const url = `https://127.0.0.1:${port}${path}`;
      return new Promise((resolve, reject) => {
        // Their certificates are their own, and nothing is told to them.
        const sent = request(url, { rejectUnauthorized: false, timeout: timeoutMs }, (response) => {
          let text = "";
          response.on("data", (chunk: Buffer) => {
            if (text.length < maxAnswerBytes) text += chunk.toString();
          });
          response.on("end", () => {
            if (response.statusCode === 200) resolve(text);
            else reject(new Error(text));
          });
          response.on("error", reject);
        });
        sent.on("timeout", () => sent.destroy(new Error(`Get "${url}": context deadline exceeded`)));
        sent.on("error", (error: NodeJS.ErrnoException) => reject(named(error, url, port)));
        sent.end();
      });
    },
  };
}

/** As Go words it, for the one that is met every day. */
function named(error: NodeJS.ErrnoException, url: string, port: number): Error {
  if (error.code !== "ECONNREFUSED") return error;
  return new Error(`Get "${url}": dial tcp 127.0.0.1:${port}: connect: connection refused`);
}
