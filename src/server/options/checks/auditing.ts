/** Flags of the audit log and its webhook; kube-apiserver looks at them only when there is somewhere to write to. */
import type { FlagValues } from "../../flags/parse.js";
import { type Check, when } from "./check.js";

export const auditingChecks: readonly Check[] = [
  { of: ["audit-log-path"], problems: (flags) => (flags.string("audit-log-path") === "" ? [] : logProblems(flags)) },
  {
    of: ["audit-webhook-config-file"],
    problems: (flags) => (flags.string("audit-webhook-config-file") === "" ? [] : backendProblems(flags, "webhook")),
  },
];

function logProblems(flags: FlagValues): readonly string[] {
  const format = flags.string("audit-log-format");
  return [
    ...backendProblems(flags, "log"),
    ...when(
      format !== "legacy" && format !== "json",
      `invalid audit log format ${format}, allowed formats are "legacy,json"`,
    ),
    ...["maxage", "maxbackup", "maxsize"]
      .map((name) => ({ name, value: flags.int(`audit-log-${name}`) }))
      .filter(({ value }) => value < 0)
      .map(({ name, value }) => `--audit-log-${name} ${value} can't be a negative number`),
  ];
}

type Backend = "log" | "webhook";

function backendProblems(flags: FlagValues, backend: Backend): readonly string[] {
  const mode = flags.string(`audit-${backend}-mode`);
  const version = flags.string(`audit-${backend}-version`);
  const modes = ["batch", "blocking", "blocking-strict"];
  return [
    ...when(!modes.includes(mode), `invalid audit ${backend} mode ${mode}, allowed modes are "${modes.join(",")}"`),
    ...(mode === "batch" ? batchProblems(flags, backend) : []),
    ...truncateProblems(flags, backend),
    ...when(version !== "audit.k8s.io/v1", 'invalid group version, allowed versions are ["audit.k8s.io/v1"]'),
  ];
}

function batchProblems(flags: FlagValues, backend: Backend): readonly string[] {
  const positive = (name: string, what: string): readonly string[] => {
    const value = flags.float(`audit-${backend}-batch-${name}`);
    return when(value <= 0, `invalid audit batch ${backend} ${what} ${value}, must be a positive number`);
  };
  return [
    ...positive("buffer-size", "buffer size"),
    ...positive("max-size", "max batch size"),
    ...(flags.bool(`audit-${backend}-batch-throttle-enable`)
      ? [...positive("throttle-qps", "throttle QPS"), ...positive("throttle-burst", "throttle burst")]
      : []),
  ];
}

function truncateProblems(flags: FlagValues, backend: Backend): readonly string[] {
  if (!flags.bool(`audit-${backend}-truncate-enabled`)) return [];
  const event = flags.int(`audit-${backend}-truncate-max-event-size`);
  const batch = flags.int(`audit-${backend}-truncate-max-batch-size`);
  const of = `invalid audit truncate ${backend}`;
  return [
    ...when(event <= 0, `${of} max event size ${event}, must be a positive number`),
    ...when(
      event > 0 && batch < event,
      `${of} max batch size ${batch}, must be greater than max event size (${event})`,
    ),
  ];
}
