/**
 * Chooses the transport. Promises: what can be loaded decides, never a version; "auto" always ends with a transport
 * that runs here; `reason` is a sentence for the log.
 */
import type { Transport } from "./message.js";

export type TransportChoice = "auto" | "uws" | "node";

export interface TransportNeeds {
  readonly http2?: boolean;
  readonly clientCertificates?: boolean;
  /** uWS takes it once per process, when its binary loads. Default: 64 KiB. */
  readonly maxHeaderBytes?: number;
}

export interface ChosenTransport {
  readonly transport: Transport;
  readonly reason: string;
  /** The default does not load here: whoever runs the server should know, for requests cost more. */
  readonly fellBack: boolean;
}

const defaultMaxHeaderBytes = 64 * 1024;

/** Rejects only for "uws" that does not load here. */
export async function chooseTransport(choice: TransportChoice, needs: TransportNeeds): Promise<ChosenTransport> {
  if (choice === "node") return useNode("the node transport was asked for");
  const lacking = choice === "auto" ? whatUwsLacks(needs) : undefined;
  if (lacking !== undefined) return useNode(`node transport, because ${lacking}`);
  try {
    const { loadUws } = await import("./uws/binding.js");
    const uws = await loadUws(needs.maxHeaderBytes ?? defaultMaxHeaderBytes);
    const { createUwsTransport } = await import("./uws/transport.js");
    const reason = choice === "uws" ? "the uws transport was asked for" : "uws transport, the default";
    return { transport: createUwsTransport(uws), reason, fellBack: false };
  } catch (error) {
    const why = lastLine(error);
    if (choice === "uws") {
      throw new Error(`the uws transport does not load on this machine (${why}); use --transport=node`, {
        cause: error,
      });
    }
    const reason = `node transport, because the uWebSockets.js binary does not load on this machine (${why})`;
    return { ...(await useNode(reason)), fellBack: true };
  }
}

function whatUwsLacks(needs: TransportNeeds): string | undefined {
  if (needs.http2 === true) return "HTTP/2 is on, which uWebSockets.js does not speak over TLS";
  if (needs.clientCertificates === true) return "client certificates are on, which the uws transport does not read";
  return undefined;
}

async function useNode(reason: string): Promise<ChosenTransport> {
  const { createNodeTransport } = await import("./node/transport.js");
  return { transport: createNodeTransport(), reason, fellBack: false };
}

/** The package wraps the loader's error in advice of its own; the loader's is the last line. */
function lastLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.trim().split("\n").at(-1) ?? text).replace(/^Error: /, "");
}
