/**
 * The parts below the server as they are in production: LMDB, the transports, certificates. Each is loaded when asked
 * for, so that they load side by side.
 */
import { join } from "node:path";
import type { ChosenTransport } from "../../http/select.js";
import { loadCbor } from "../../meta/cbor/cbor.js";
import { storeFolderIn } from "../../storage/lmdb/store-folder.js";
import { systemClock } from "../../util/clock.js";
import type { Logger } from "../../util/logger.js";
import type { CreateApi } from "../config.js";
import type { ServerOptions } from "../options/options.js";
import { readCertificate } from "./serving-material.js";
import { folderError, messageOf, StartError, storeError } from "./start-error.js";
import { type Backends, type Certificate, type OpenedStore, transportLimits } from "./start-server.js";

/** Kinds that change all the time and whose past nobody reads: they keep only the history that watches need to resume. */
const lastValueOnlyPrefixes: readonly string[] = ["/registry/leases/", "/registry/events/"];

export const productionBackends: Backends = {
  openStore: openEmbeddedStore,
  chooseTransport: chooseEngine,
  certificate,
  loadApi,
};

async function chooseEngine(options: ServerOptions): Promise<ChosenTransport> {
  const { chooseTransport } = await import("../../http/select.js");
  const needs = { maxHeaderBytes: transportLimits.maxHeaderBytes };
  return chooseTransport(options.serving.transport, needs).catch((error: unknown) => {
    throw new StartError(messageOf(error), { cause: error });
  });
}

async function openEmbeddedStore(options: ServerOptions, logger: Logger): Promise<OpenedStore> {
  const folder = storeFolderIn(options.dataDir);
  const [{ openLmdbStore }, { startCompactor }] = await Promise.all([
    import("../../storage/lmdb/lmdb-store.js"),
    import("../../storage/lmdb/compaction.js"),
  ]);
  const store = await openLmdbStore({
    dataDir: folder,
    sync: options.storeSync,
    logger,
    lastValueOnlyPrefixes,
  }).catch((error: unknown) => {
    throw storeError(folder, error);
  });
  const keepMs = options.compactionIntervalMs;
  let compactor: { stop(): Promise<void> } | undefined;
  return {
    store,
    postStartHooks: [
      {
        name: "store-compaction",
        run: () => {
          if (keepMs === 0) return;
          const onError = (error: unknown): void => logger.error("compaction failed", { error });
          compactor = startCompactor({ store, clock: systemClock, keepMs, onError });
        },
      },
    ],
    preShutdownHooks: [{ name: "store-compaction", run: () => compactor?.stop() }],
    families: [
      {
        name: "apiserver_storage_size_bytes",
        type: "gauge",
        help: "Bytes of the store's file.",
        collect: () => [{ labels: { storage_cluster_id: "embedded" }, value: store.sizes().fileBytes }],
      },
    ],
  };
}

async function loadApi(options: ServerOptions): Promise<CreateApi> {
  const [{ createApiFor }, groups] = await Promise.all([
    import("../api/create-api.js"),
    import("../api/load-groups.js").then(({ loadGroups }) => loadGroups(options)),
    options.featureGates.has("CBORServingAndStorage") ? loadCbor() : undefined,
  ]);
  return createApiFor(groups);
}

async function certificate(options: ServerOptions): Promise<Certificate> {
  const { serving } = options;
  if (serving.certificate !== undefined) {
    const material = await readCertificate(serving.certificate);
    return { material, authority: material.cert, authorityFile: serving.certificate.certFile };
  }
  const { ensureServingCert, ServingCertError } = await import("../../http/serving-cert.js");
  const hosts = [serving.address, ...(serving.externalHostname === undefined ? [] : [serving.externalHostname])];
  const { certDir } = serving;
  const now = new Date(systemClock.nowMs());
  const made = await ensureServingCert({ certDir, hosts, now }).catch((error: unknown) => {
    if (error instanceof ServingCertError) throw new StartError(error.message, { cause: error });
    throw folderError(certDir, "--cert-dir", error);
  });
  const { cert, key, ca } = made;
  return { material: { cert, key }, authority: ca, authorityFile: join(certDir, "apiserver.crt") };
}
