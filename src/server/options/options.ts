/**
 * `ServerOptions`: a command line as one typed, checked value. Whoever holds one may trust it: combinations that make
 * no sense and features that are not there were refused with `FlagError` on the way. Touches no file.
 */
import { isIP } from "node:net";
import { join } from "node:path";
import { parseBool } from "../../util/go-number.js";
import { type LogFormat, type LogLevel, logLevels } from "../../util/logger.js";
import { FlagError, type FlagValues, parseFlags } from "../flags/parse.js";
import { flagTable } from "../flags/table.js";
import { authorizationModes } from "./checks/access.js";
import { checkFlags } from "./checks/checks.js";
import { checkHiddenMetricsVersion, type EffectiveVersions, effectiveVersionsFrom } from "./effective-versions.js";
import { type FeatureGate, type FeatureGates, type GateWishes, parseFeatureGates } from "./feature-gates.js";
import { refusedGates } from "./refused-gates.js";
import { parseRuntimeConfig, type RuntimeConfig } from "./runtime-config.js";
import { type ServiceAccountOptions, serviceAccountsFrom } from "./service-account-options.js";
import { parseStorageChoices, type StorageChoice } from "./stored-versions.js";

export type TransportChoice = "auto" | "node" | "uws";
export type StoreSync = "always" | "batched";
export type Preset = "generic" | "kubernetes";

export interface ServerOptions {
  readonly dataDir: string;
  readonly storeSync: StoreSync;
  readonly compactionIntervalMs: number;
  readonly healthCheckTimeoutMs: number;
  readonly readyCheckTimeoutMs: number;
  readonly preset: Preset;
  readonly definitions: readonly string[];
  readonly runtimeConfig: RuntimeConfig;
  readonly versions: EffectiveVersions;
  readonly storageVersions: readonly StorageChoice[];
  /** Those that are on. */
  readonly featureGates: ReadonlySet<FeatureGate>;
  /** Every gate that was named, and what it was set to: those of definitions are among them. */
  readonly gateWishes: GateWishes;
  readonly serving: ServingOptions;
  readonly limits: RequestLimits;
  readonly shutdown: ShutdownOptions;
  readonly access: AccessOptions;
  readonly serviceAccounts: ServiceAccountOptions;
  /** How long events are kept. */
  readonly eventTtlMs: number;
  readonly log: { readonly level: LogLevel; readonly format: LogFormat };
  /** Lines to log as warnings once the logger is there. */
  readonly warnings: readonly string[];
}

export interface ServingOptions {
  readonly address: string;
  readonly port: number;
  /** 0: off. Always on 127.0.0.1. */
  readonly insecurePort: number;
  readonly transport: TransportChoice;
  readonly certDir: string;
  readonly certificate?: { readonly certFile: string; readonly keyFile: string };
  readonly externalHostname?: string;
}

export interface RequestLimits {
  /** 0: no limit. */
  readonly maxReadOnlyInFlight: number;
  readonly maxMutatingInFlight: number;
  readonly requestTimeoutMs: number;
  readonly minRequestTimeoutMs: number;
  /** Deletions of one request for a collection that run at the same time. */
  readonly deleteCollectionWorkers: number;
}

export interface ShutdownOptions {
  readonly delayMs: number;
  readonly sendRetryAfter: boolean;
  readonly watchGraceMs: number;
  readonly livezGraceMs: number;
}

export interface AccessOptions {
  /** Absent: the server makes an admin token of its own. */
  readonly tokenFile?: string;
  readonly adminTokenFile: string;
  readonly kubeconfigOut: string;
  /** Health and version paths answer without credentials. */
  readonly openHealthPaths: boolean;
}

export type ServeRequest =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "serve"; readonly options: ServerOptions };

/** Throws `FlagError`. */
export function parseServeArguments(argv: readonly string[]): ServeRequest {
  const flags = parseFlags(argv, flagTable);
  if (flags.bool("help")) return { kind: "help" };
  if (flags.isSet("version") && flags.string("version") !== "false") return { kind: "version" };
  const problems: string[] = [];
  const options = optionsFrom(flags, problems);
  if (problems.length > 0) throw new FlagError(problems);
  return { kind: "serve", options };
}

function optionsFrom(flags: FlagValues, problems: string[]): ServerOptions {
  const warnings = supportOf(flags, problems);
  checkHiddenMetricsVersion(flags, problems);
  problems.push(...checkFlags(flags));
  const dataDir = notEmpty(flags, "data-dir", problems);
  const versions = effectiveVersionsFrom(flags, problems);
  const gates = featureGatesFrom(flags, versions, problems);
  return {
    dataDir,
    storeSync: oneOf(flags, "store-sync", ["always", "batched"], problems),
    compactionIntervalMs: notNegative(flags, "etcd-compaction-interval", problems),
    healthCheckTimeoutMs: flags.durationMs("etcd-healthcheck-timeout"),
    readyCheckTimeoutMs: flags.durationMs("etcd-readycheck-timeout"),
    preset: oneOf(flags, "preset", ["kubernetes", "generic"], problems),
    definitions: flags.list("definitions"),
    runtimeConfig: runtimeConfigFrom(flags, problems),
    versions,
    storageVersions: parseStorageChoices(flags.list("storage-version"), problems),
    featureGates: gates.on,
    gateWishes: gates.wishes,
    serving: servingFrom(flags, dataDir, problems),
    limits: {
      maxReadOnlyInFlight: atLeastZero(flags, "max-requests-inflight", problems),
      maxMutatingInFlight: atLeastZero(flags, "max-mutating-requests-inflight", problems),
      requestTimeoutMs: notNegative(flags, "request-timeout", problems),
      minRequestTimeoutMs: atLeastZero(flags, "min-request-timeout", problems) * 1000,
      // As kube-apiserver reads it: none is one.
      deleteCollectionWorkers: Math.max(1, flags.int("delete-collection-workers")),
    },
    shutdown: {
      delayMs: notNegative(flags, "shutdown-delay-duration", problems),
      sendRetryAfter: flags.bool("shutdown-send-retry-after"),
      watchGraceMs: notNegative(flags, "shutdown-watch-termination-grace-period", problems),
      livezGraceMs: notNegative(flags, "livez-grace-period", problems),
    },
    access: accessFrom(flags, dataDir, problems, warnings),
    serviceAccounts: serviceAccountsFrom(flags, certDirFrom(flags, dataDir), problems),
    eventTtlMs: notNegative(flags, "event-ttl", problems),
    log: { level: logLevelFrom(flags, problems), format: logFormatFrom(flags, problems) },
    warnings,
  };
}

/** Refuses what is not there; returns a warning for each flag without effect. */
function supportOf(flags: FlagValues, problems: string[]): string[] {
  const warnings: string[] = [];
  for (const name of flags.names) {
    const { support, type, default: fallback = "" } = flags.spec(name);
    if (support.kind === "ignored") warnings.push(`--${name} has no effect: ${support.why}`);
    if (support.kind !== "refused") continue;
    const value = flags.string(name);
    const harmless = type === "bool" ? parseBool(value) === (parseBool(fallback) ?? false) : value === fallback;
    // kube-apiserver's own default may be what is missing here, so an own default replaces it as the harmless value.
    const own = flags.spec(name).ownDefault;
    if (own === undefined ? harmless || support.allowed?.includes(value) : value === own) continue;
    problems.push(`--${name} cannot be used: ${support.why}`);
  }
  return warnings;
}

function servingFrom(flags: FlagValues, dataDir: string, problems: string[]): ServingOptions {
  const certFile = flags.string("tls-cert-file");
  const keyFile = flags.string("tls-private-key-file");
  if ((certFile === "") !== (keyFile === "")) {
    const mend = "--tls-cert-file and --tls-private-key-file go together: give both or neither";
    problems.push(`missing filename for serving cert: ${mend}`);
  }
  const externalHostname = flags.string("external-hostname");
  if (externalHostname !== "" && !isHost(externalHostname)) {
    problems.push(`--external-hostname: ${JSON.stringify(externalHostname)} is neither a host name nor an IP address`);
  }
  return {
    address: flags.string("bind-address"),
    port: port(flags, "secure-port", problems),
    insecurePort: port(flags, "insecure-port", problems),
    transport: oneOf(flags, "transport", ["auto", "uws", "node"], problems),
    certDir: certDirFrom(flags, dataDir),
    ...(certFile === "" ? {} : { certificate: { certFile, keyFile } }),
    ...(externalHostname === "" ? {} : { externalHostname }),
  };
}

function certDirFrom(flags: FlagValues, dataDir: string): string {
  return flags.isSet("cert-dir") ? flags.string("cert-dir") : join(dataDir, "pki");
}

function accessFrom(flags: FlagValues, dataDir: string, problems: string[], warnings: string[]): AccessOptions {
  const modes = flags.list("authorization-mode");
  const missing = modes.filter((mode) => authorizationModes.has(mode) && mode !== "AlwaysAllow");
  if (missing.length > 0) {
    problems.push(`--authorization-mode ${missing.join(",")} is not there yet; AlwaysAllow is the only mode so far`);
  }
  const tokenFile = flags.string("token-auth-file");
  if (tokenFile !== "" && flags.isSet("kubeconfig-out")) {
    problems.push("--kubeconfig-out needs the admin token, which --token-auth-file replaces: give one of the two");
  }
  // As kube-apiserver does it: everybody as system:anonymous under AlwaysAllow would be a server without a door.
  if (flags.isSet("anonymous-auth") && flags.bool("anonymous-auth")) {
    warnings.push(
      "--anonymous-auth is not allowed with AlwaysAllow: only health and version paths answer without credentials",
    );
  }
  return {
    ...(tokenFile === "" ? {} : { tokenFile }),
    adminTokenFile: join(dataDir, "admin.token"),
    kubeconfigOut: flags.isSet("kubeconfig-out")
      ? notEmpty(flags, "kubeconfig-out", problems)
      : join(dataDir, "kubeconfig"),
    openHealthPaths: flags.bool("anonymous-auth"),
  };
}

function runtimeConfigFrom(flags: FlagValues, problems: string[]): RuntimeConfig {
  const parsed = parseRuntimeConfig(flags.list("runtime-config"));
  if (!("problem" in parsed)) return parsed;
  problems.push(`--runtime-config: ${parsed.problem}`);
  return new Map();
}

function featureGatesFrom(flags: FlagValues, versions: EffectiveVersions, problems: string[]): FeatureGates {
  const parsed = parseFeatureGates(flags.list("feature-gates"));
  const said = [...parsed.problems];
  // With definitions of a user there may be more gates: what they have is known when they are loaded.
  if (!flags.isSet("definitions"))
    said.push(...[refusedGates([], { gateWishes: parsed.wishes, versions }) ?? []].flat());
  problems.push(...said.map((problem) => `--feature-gates: ${problem}`));
  return parsed;
}

function logLevelFrom(flags: FlagValues, problems: string[]): LogLevel {
  if (flags.isSet("log-level")) return oneOf(flags, "log-level", logLevels, problems);
  const detail = flags.int("v");
  if (detail >= 6) return "trace";
  return detail >= 4 ? "debug" : "info";
}

function logFormatFrom(flags: FlagValues, problems: string[]): LogFormat {
  if (flags.isSet("log-format")) return oneOf(flags, "log-format", ["text", "json"], problems);
  const format = flags.string("logging-format");
  if (format === "text" || format === "json") return format;
  problems.push(`--logging-format: format: Invalid value: ${JSON.stringify(format)}: Unsupported log format`);
  return "text";
}

function oneOf<T extends string>(flags: FlagValues, name: string, choices: readonly T[], problems: string[]): T {
  const value = flags.string(name);
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  problems.push(`--${name}: ${JSON.stringify(value)} is none of ${choices.join(", ")}`);
  return choices[0] as T;
}

function notEmpty(flags: FlagValues, name: string, problems: string[]): string {
  const value = flags.string(name);
  if (value === "") problems.push(`--${name}: must not be empty`);
  return value;
}

function port(flags: FlagValues, name: string, problems: string[]): number {
  const value = flags.int(name);
  // Kubernetes' words; 0 is any free port here, and off for the insecure one.
  const why = `must be between 1 and 65535, inclusive${name === "secure-port" ? ". It cannot be turned off with 0" : ""}`;
  if (value < 0 || value > 65535) problems.push(`--${name} ${value} ${why}`);
  return value;
}

function isHost(text: string): boolean {
  return isIP(text) !== 0 || /^[a-z\d]([-.a-z\d]*[a-z\d])?$/i.test(text);
}

function atLeastZero(flags: FlagValues, name: string, problems: string[]): number {
  const value = flags.int(name);
  if (value < 0) problems.push(`--${name} can not be negative value`);
  return value;
}

const negativeTexts: Readonly<Record<string, string>> = {
  "livez-grace-period": "--livez-grace-period can not be a negative value",
  "shutdown-watch-termination-grace-period":
    "shutdown-watch-termination-grace-period, if provided, can not be a negative value",
};

function notNegative(flags: FlagValues, name: string, problems: string[]): number {
  const value = flags.durationMs(name);
  if (value < 0) problems.push(negativeTexts[name] ?? `--${name} can not be negative value`);
  return value;
}
