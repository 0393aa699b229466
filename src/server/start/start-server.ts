/**
 * The composition root: options in, a listening server out. Everything that can be prepared at the same time is; what
 * fails is told as a `StartError`, and what was opened before is closed again.
 */
import { asAdministrator } from "../../auth/insecure-port.js";
import { writeKubeconfig } from "../../auth/kubeconfig.js";
import type { Listener, TlsMaterial, Transport, TransportLimits } from "../../http/message.js";
import type { ChosenTransport } from "../../http/select.js";
import type { Store } from "../../storage/store.js";
import { systemClock } from "../../util/clock.js";
import type { Logger } from "../../util/logger.js";
import { type CreateApi, complete } from "../config.js";
import { GenericApiServer } from "../generic-api-server.js";
import type { PostStartHook, PreShutdownHook } from "../hooks.js";
import type { MetricFamily } from "../metrics/sample.js";
import type { ServerOptions } from "../options/options.js";
import { versionInfo } from "../version.js";
import { type Access, prepareAccess } from "./access.js";
import { prepareDataDir } from "./data-dir.js";
import { clientUrl, type Greeting } from "./greeting.js";
import { folderError, listenError } from "./start-error.js";

/** The parts below the server, so that a test can bring its own. */
export interface Backends {
  /** Throws `StartError`. */
  openStore(options: ServerOptions, logger: Logger): Promise<OpenedStore>;
  chooseTransport(options: ServerOptions): Promise<ChosenTransport>;
  /** Throws `StartError`. `authority` is what a client should trust, as PEM and as a file. */
  certificate(options: ServerOptions): Promise<Certificate>;
  /** The API half for these options; absent: a server with health, version and metrics only. Throws `StartError`. */
  readonly loadApi?: (options: ServerOptions) => Promise<CreateApi>;
}

export interface OpenedStore {
  readonly store: Store;
  /** The store's upkeep. */
  readonly postStartHooks: readonly PostStartHook[];
  readonly preShutdownHooks: readonly PreShutdownHook[];
  readonly families: readonly MetricFamily[];
}

export interface Certificate {
  readonly material: TlsMaterial;
  readonly authority: string;
  readonly authorityFile: string;
}

export interface RunningServer {
  readonly server: GenericApiServer;
  readonly url: string;
  readonly greeting: Greeting;
  /** Resolves when all post-start hooks are through. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
}

export const transportLimits: TransportLimits = {
  // kube-apiserver takes 1 MiB; no client sends that much, and each open connection may hold this many bytes.
  maxHeaderBytes: 64 * 1024,
  // Longer than the 90 seconds after which clients in Go let go of a connection: who closes first loses nothing.
  idleTimeoutMs: 100_000,
  bodyTimeoutMs: 60_000,
};

export interface StartContext {
  readonly options: ServerOptions;
  readonly backends: Backends;
  readonly logger: Logger;
  /** Of package.json. */
  readonly packageVersion: string;
}

/** Throws `StartError`. */
export async function startServer(context: StartContext): Promise<RunningServer> {
  const { options, backends, logger } = context;
  for (const warning of options.warnings) logger.warn(warning);
  await prepareDataDir(options.dataDir);
  const storeOpening = backends.openStore(options, logger);
  try {
    const [opened, chosen, certificate, access, api] = await Promise.all([
      storeOpening,
      backends.chooseTransport(options),
      backends.certificate(options),
      prepareAccess(options.access),
      backends.loadApi?.(options),
    ]);
    for (const warning of access.warnings) logger.warn(warning);
    const { transport, reason, fellBack } = chosen;
    const running = await serve(context, { opened, transport, certificate, access, api });
    logger[fellBack ? "info" : "debug"]("transport chosen", { reason });
    return running;
  } catch (error) {
    // The first failure is the one to tell; the store must be let go of in any case.
    await storeOpening.then(({ store }) => store.close()).catch(() => {});
    throw error;
  }
}

interface Prepared {
  readonly opened: OpenedStore;
  readonly transport: Transport;
  readonly certificate: Certificate;
  readonly access: Access;
  readonly api: CreateApi | undefined;
}

async function serve(context: StartContext, prepared: Prepared): Promise<RunningServer> {
  const { options, logger } = context;
  const { opened, certificate, access, api } = prepared;
  const clock = systemClock;
  const config = complete({
    options,
    version: versionInfo(context.packageVersion, options.versions),
    logger,
    clock,
    store: opened.store,
    authenticator: access.authenticator,
    ...(api === undefined ? {} : { api }),
  });
  const server = new GenericApiServer(config);
  for (const hook of opened.postStartHooks) server.addPostStartHook(hook);
  for (const hook of opened.preShutdownHooks) server.addPreShutdownHook(hook);
  for (const family of opened.families) config.metrics.add(family);
  await server.prepare();
  const listeners = await listen(context, prepared, server);
  const [secure] = listeners;
  const url = clientUrl(options.serving.address, secure.port, options.serving.externalHostname);
  const greeting = await introduce(options, { url, certificate, access }).catch((error: unknown) => {
    for (const listener of listeners) listener.close();
    throw error;
  });
  logger.debug("listening", { url, transport: prepared.transport.name });
  return { server, url, greeting, ready: server.start(), stop: () => server.stop(listeners) };
}

async function listen(
  { options, logger }: StartContext,
  { transport, certificate, access }: Prepared,
  server: GenericApiServer,
): Promise<readonly [Listener, ...Listener[]]> {
  const { address, port, insecurePort } = options.serving;
  const secure = await transport
    .listen({ address, port, tls: certificate.material }, transportLimits, server.handler)
    .catch((error: unknown) => {
      throw listenError({ address, port, flag: "--secure-port" }, error);
    });
  if (insecurePort === 0) return [secure];
  const plain = { address: "127.0.0.1", port: insecurePort };
  const handler = asAdministrator(server.handler, access.loopbackToken);
  const insecure = await transport.listen(plain, transportLimits, handler).catch((error: unknown) => {
    secure.close();
    throw listenError({ ...plain, flag: "--insecure-port" }, error);
  });
  logger.warn("plain HTTP makes every caller the administrator", { url: `http://${plain.address}:${insecure.port}` });
  return [secure, insecure];
}

async function introduce(
  options: ServerOptions,
  { url, certificate, access }: { url: string; certificate: Certificate; access: Access },
): Promise<Greeting> {
  const { kubeconfigOut, tokenFile } = options.access;
  const known = { url, certificateAuthority: certificate.authorityFile };
  if (access.adminToken === undefined) return { ...known, ...(tokenFile === undefined ? {} : { tokenFile }) };
  await writeKubeconfig(kubeconfigOut, {
    server: url,
    certificateAuthority: certificate.authority,
    user: "admin",
    token: access.adminToken,
  }).catch((error: unknown) => {
    throw folderError(kubeconfigOut, "--kubeconfig-out", error);
  });
  return { ...known, kubeconfig: kubeconfigOut };
}
