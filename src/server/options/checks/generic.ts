/** Flags of serving in general, the store, leader election, metrics and logs. */
import type { FlagValues } from "../../flags/parse.js";
import { parseFeatureGates } from "../feature-gates.js";
import { type Check, quotedList, when } from "./check.js";

export const genericChecks: readonly Check[] = [
  { of: ["goaway-chance"], problems: goawayProblems },
  { of: ["max-requests-inflight", "max-mutating-requests-inflight"], problems: inFlightProblems },
  { of: ["runtime-config"], problems: fairnessProblems },
  { of: ["storage-initialization-timeout"], problems: initializationProblems },
  { of: ["strict-transport-security-directives"], problems: transportSecurityProblems },
  { of: ["watch-cache-sizes"], problems: cacheSizeProblems },
  { of: ["storage-media-type"], problems: mediaTypeProblems },
  { of: ["etcd-servers-overrides"], problems: overrideProblems },
  { of: ["encryption-provider-config-automatic-reload"], problems: reloadProblems },
  { of: ["coordinated-leadership-"], problems: leadershipProblems },
  { of: ["allow-metric-labels", "disabled-metrics"], problems: metricProblems },
  { of: ["logging-format", "log-", "vmodule"], problems: logProblems },
];

function goawayProblems(flags: FlagValues): readonly string[] {
  const chance = flags.float("goaway-chance");
  return when(chance < 0 || chance > 0.02, "--goaway-chance can not be less than 0 or greater than 0.02");
}

function inFlightProblems(flags: FlagValues): readonly string[] {
  const [reading, changing] = [flags.int("max-requests-inflight"), flags.int("max-mutating-requests-inflight")];
  return when(
    flags.bool("enable-priority-and-fairness") && reading === 0 && changing === 0,
    "invalid configuration: MaxRequestsInFlight=0 and MaxMutatingRequestsInFlight=0; they must add up to something positive",
  );
}

/** What says whether the API of priority and fairness is served, the most telling first. */
const fairnessKeys = ["flowcontrol.apiserver.k8s.io/v1", "api/ga", "api/all"];

/** Only the very words `true` and `false` count, and of a key said twice the last. */
function fairnessProblems(flags: FlagValues): readonly string[] {
  if (!flags.bool("enable-priority-and-fairness")) return [];
  const said = new Map(
    flags.list("runtime-config").map((item) => [item.slice(0, item.indexOf("=")), item.slice(item.indexOf("=") + 1)]),
  );
  const telling = fairnessKeys.find((key) => said.get(key) === "true" || said.get(key) === "false");
  if (telling === undefined || said.get(telling) === "true") return [];
  return [`--runtime-config=${telling}=false conflicts with --enable-priority-and-fairness=true`];
}

function initializationProblems(flags: FlagValues): readonly string[] {
  const name = "storage-initialization-timeout";
  return when(flags.durationMs(name) < 0, `--${name} can not be negative value`);
}

function transportSecurityProblems(flags: FlagValues): readonly string[] {
  const isKnown = (one: string): boolean => /^(includeSubDomains|preload|max-age=.*)?$/s.test(one);
  const allowed = "allowed values: max-age=expireTime, includeSubDomains, preload";
  const more = "see https://tools.ietf.org/html/rfc6797#section-6.1 for more information";
  return when(
    !flags.list("strict-transport-security-directives").every(isKnown),
    `--strict-transport-security-directives invalid, ${allowed}. ${more}`,
  );
}

function cacheSizeProblems(flags: FlagValues): readonly string[] {
  if (!flags.bool("watch-cache")) return [];
  const faults = flags.list("watch-cache-sizes").flatMap((item) => {
    const [, size, ...more] = item.split("#");
    if (size === undefined || more.length > 0) return [`invalid value of watch cache size: ${item}`];
    if (!/^[+-]?\d+$/.test(size)) return [`invalid size of watch cache size: ${item}`];
    return Number(size) < 0 ? [`watch cache size cannot be negative: ${item}`] : [];
  });
  return faults.slice(0, 1);
}

function mediaTypeProblems(flags: FlagValues): readonly string[] {
  const type = flags.string("storage-media-type");
  const allowed = ["application/json", "application/vnd.kubernetes.protobuf", "application/yaml"];
  return when(
    type !== "" && !allowed.includes(type),
    `--storage-media-type ${JSON.stringify(type)} invalid, allowed values: ${allowed.join(", ")}`,
  );
}

function overrideProblems(flags: FlagValues): readonly string[] {
  const isWell = (item: string): boolean =>
    /^[^#]*\/[^#]*#[^#]*$/.test(item) && item.split("#")[0]?.split("/").length === 2;
  const form = "group/resource#servers, where servers are URLs, semicolon separated";
  return flags
    .list("etcd-servers-overrides")
    .filter((item) => !isWell(item))
    .map(() => `--etcd-servers-overrides invalid, must be of format: ${form}`);
}

function reloadProblems(flags: FlagValues): readonly string[] {
  const reload = "encryption-provider-config-automatic-reload";
  const isAlone = flags.bool(reload) && flags.string("encryption-provider-config") === "";
  return when(isAlone, `--${reload} must be set with --encryption-provider-config`);
}

function leadershipProblems(flags: FlagValues): readonly string[] {
  const [lease = "", renew = "", retry = ""] = ["lease-duration", "renew-deadline", "retry-period"].map(
    (name) => `coordinated-leadership-${name}`,
  );
  const isGreater = (one: string, other: string): boolean => flags.durationMs(one) > flags.durationMs(other);
  return [
    ...when(!isGreater(lease, renew), `--${lease} must be greater than --${renew}`),
    ...when(!isGreater(renew, retry), `--${renew} must be greater than --${retry}`),
  ];
}

const metricName = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const labelName = "[a-zA-Z_][a-zA-Z0-9_]*";

function metricProblems(flags: FlagValues): readonly string[] {
  const labels = Object.fromEntries(
    flags
      .list("allow-metric-labels")
      .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
  const isLabel = new RegExp(`^${metricName},${labelName}$`);
  const form = `\`metricName,labelName\` where metricName matches "${metricName}" and labelName matches "${labelName}"`;
  const names = flags.list("disabled-metrics");
  const wrong = names.find((name) => name !== "" && !new RegExp(`^${metricName}$`).test(name));
  const must = `must be fully qualified metric names matching "^${metricName}$", got ${JSON.stringify(wrong)}`;
  return [
    ...when(
      !Object.keys(labels).every((key) => isLabel.test(key)),
      `metrics.allowListMapping: Invalid value: ${JSON.stringify(labels)}: must have keys with format ${form}`,
    ),
    ...when(wrong !== undefined, `metrics.disabledMetrics: Invalid value: ${quotedList(names, ",")}: ${must}`),
  ];
}

function logProblems(flags: FlagValues): readonly string[] {
  const wishes = parseFeatureGates(flags.list("feature-gates")).wishes;
  const alpha = wishes.get("LoggingAlphaOptions") ?? wishes.get("AllAlpha") ?? false;
  const beta = wishes.get("LoggingBetaOptions") ?? wishes.get("AllBeta") ?? true;
  const format = flags.string("logging-format");
  const flush = flags.durationMs("log-flush-frequency");
  const forbidden = "Forbidden: Feature LoggingAlphaOptions is disabled";
  return [
    ...when(flush <= 0, `flushFrequency: Invalid value: "${flush / 1000}s": Must be greater than zero`),
    ...when(
      format === "json" && flags.string("vmodule") !== "",
      "vmodule: Forbidden: Only supported for text log format",
    ),
    ...when(
      format === "json" && !beta,
      "format: Forbidden: Log format json is disabled, see LoggingBetaOptions feature",
    ),
    ...["json", "text"].flatMap((kind) => [
      ...when(!alpha && flags.bool(`log-${kind}-split-stream`), `options.${kind}.splitStream: ${forbidden}`),
      ...when(
        !alpha && !/^0?$/.test(flags.string(`log-${kind}-info-buffer-size`)),
        `options.${kind}.infoBufferSize: ${forbidden}`,
      ),
    ]),
  ];
}
