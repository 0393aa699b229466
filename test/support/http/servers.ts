/** The servers transport contracts run against, each with the client that fits it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Handler, Listener, TransportLimits } from "../../../src/http/message.js";
import { chooseTransport, type TransportChoice } from "../../../src/http/select.js";
import { ensureServingCert, type ServingCert } from "../../../src/http/serving-cert.js";
import { type Client, http1Client, http2Client, type Target } from "./client.js";

export interface OpenServer {
  readonly target: Target;
  readonly client: Client;
  readonly listener: Listener;
}

export interface OpenOptions extends Partial<TransportLimits> {
  /** Default: any free one. */
  readonly port?: number;
}

export interface TransportBackend {
  readonly name: string;
  readonly transport: TransportChoice;
  readonly tls: boolean;
  readonly protocol: "http1" | "http2";
  open(t: TestContext, handler: Handler, options?: OpenOptions): Promise<OpenServer>;
}

/** Small enough to be reached in a test. */
export const testMaxHeaderBytes = 16 * 1024;

export const transportBackends: readonly TransportBackend[] = [
  backend("uws-plain", "uws", { tls: false }),
  backend("uws-tls", "uws", { tls: true }),
  backend("node-plain", "node", { tls: false }),
  backend("node-tls", "node", { tls: true }),
  backend("node-h2", "node", { tls: true, http2: true }),
];

/** A sentence when this backend cannot run here. */
export async function whyNot(of: TransportBackend): Promise<string | false> {
  try {
    await chooseTransport(of.transport, { maxHeaderBytes: testMaxHeaderBytes });
    return false;
  } catch (error) {
    return (error as Error).message;
  }
}

function backend(
  name: string,
  transport: TransportChoice,
  kind: { readonly tls: boolean; readonly http2?: boolean },
): TransportBackend {
  const protocol = kind.http2 === true ? "http2" : "http1";
  return {
    name,
    transport,
    tls: kind.tls,
    protocol,
    open: async (t, handler, { port = 0, ...limits } = {}) => {
      const chosen = await chooseTransport(transport, { maxHeaderBytes: testMaxHeaderBytes });
      const cert = kind.tls ? await testCert() : undefined;
      const listener = await chosen.transport.listen(
        { address: "127.0.0.1", port, ...(cert === undefined ? {} : { tls: cert }) },
        { maxHeaderBytes: testMaxHeaderBytes, idleTimeoutMs: 60_000, bodyTimeoutMs: 60_000, ...limits },
        handler,
      );
      const target = { port: listener.port, ...(cert === undefined ? {} : { ca: cert.ca }) };
      const client = protocol === "http2" ? http2Client(target) : http1Client(target);
      t.after(() => {
        client.close();
        listener.close();
      });
      return { target, client, listener };
    },
  };
}

let sharedCert: Promise<ServingCert> | undefined;

/** One pair for all tests of a process. */
export function testCert(): Promise<ServingCert> {
  sharedCert ??= makeCert();
  return sharedCert;
}

async function makeCert(): Promise<ServingCert> {
  const certDir = await mkdtemp(join(tmpdir(), "apiserver-test-cert-"));
  try {
    return await ensureServingCert({ certDir, hosts: [], now: new Date() });
  } finally {
    await rm(certDir, { recursive: true, force: true });
  }
}
