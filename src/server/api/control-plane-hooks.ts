/** What the server does for the cluster once it listens: the system's namespaces, its own lease, its storage versions. */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import {
  collectIdentityLeases,
  holdIdentityLease,
  type IdentityLeases,
  serverIdentity,
} from "../../controlplane/identity-lease.js";
import { type LegacyTokenTracking, trackLegacyTokens } from "../../controlplane/legacy-token-tracking.js";
import { writeStorageVersions } from "../../controlplane/storage-versions.js";
import { ensureSystemNamespaces } from "../../controlplane/system-namespaces.js";
import type { InstalledApi } from "../../endpoints/install.js";
import type { ApiParts } from "../config.js";
import type { PostStartHook } from "../hooks.js";

/** In kube-apiserver's order and under its names. A server without the kinds concerned has none of them. */
export function controlPlaneHooks(parts: ApiParts, installed: InstalledApi): readonly PostStartHook[] {
  const namespaces = installed.storageOf("", "namespaces");
  if (namespaces === undefined) return [];
  let ensured: Promise<void> | undefined;
  const ensureNamespaces = (): Promise<void> => {
    ensured ??= ensureSystemNamespaces(namespaces);
    return ensured;
  };
  return [
    { name: "start-system-namespaces-controller", run: ensureNamespaces },
    ...leaseHooks(parts, installed, ensureNamespaces),
    ...legacyTokenHooks(parts, installed, ensureNamespaces),
    ...storageVersionHooks(parts, installed),
  ];
}

function leaseHooks(
  { options, clock, logger }: ApiParts,
  installed: InstalledApi,
  ensureNamespaces: () => Promise<void>,
): readonly PostStartHook[] {
  const leases = installed.storageOf("coordination.k8s.io", "leases");
  if (leases === undefined || !options.featureGates.has("APIServerIdentity")) return [];
  const deps: IdentityLeases = {
    leases,
    hostname: hostname(),
    processId: randomUUID(),
    now: () => clock.nowMs(),
    every: (ms, run) => {
      const timer = setInterval(run, ms).unref();
      return () => clearInterval(timer);
    },
    onFault: (error) => logger.warn("the identity lease could not be written", { error }),
  };
  return [
    {
      name: "start-kube-apiserver-identity-lease-controller",
      run: async ({ signal }) => {
        await ensureNamespaces();
        await holdIdentityLease(deps, signal);
      },
    },
    {
      name: "start-kube-apiserver-identity-lease-garbage-collector",
      run: ({ signal }) => collectIdentityLeases(deps, signal),
    },
  ];
}

function legacyTokenHooks(
  { clock, logger }: ApiParts,
  installed: InstalledApi,
  ensureNamespaces: () => Promise<void>,
): readonly PostStartHook[] {
  const configMaps = installed.storageOf("", "configmaps");
  if (configMaps === undefined) return [];
  const deps: LegacyTokenTracking = {
    configMaps,
    now: () => clock.nowMs(),
    sleep: (ms, signal) => clock.sleep(ms, { signal, unref: true }),
    onFault: (error) => logger.warn("since when legacy tokens are tracked could not be written", { error }),
  };
  return [
    {
      name: "start-legacy-token-tracking-controller",
      run: async ({ signal }) => {
        await ensureNamespaces();
        await trackLegacyTokens(deps, signal);
      },
    },
  ];
}

function storageVersionHooks({ options, clock, logger }: ApiParts, installed: InstalledApi): readonly PostStartHook[] {
  if (!options.featureGates.has("StorageVersionAPI")) return [];
  const storageVersions = installed.storageOf("internal.apiserver.k8s.io", "storageversions");
  if (storageVersions === undefined) {
    const mend = "--runtime-config=internal.apiserver.k8s.io/v1alpha1=true";
    logger.warn(`StorageVersionAPI does nothing without its API: ${mend}`);
    return [];
  }
  const { served, storages } = installed;
  const identity = serverIdentity(hostname());
  return [
    {
      name: "built-in-resources-storage-version-updater",
      // As with the lease: what is only told to others must not keep a server from serving.
      run: () =>
        writeStorageVersions({ storageVersions, identity, served, storages, now: () => clock.nowMs() }).catch(
          (error: unknown) => logger.warn("the storage versions could not be written", { error }),
        ),
    },
  ];
}
