/** Flags of services' addresses and ports, of TLS, and of servers that call each other. */
import { isIP, isIPv6 } from "node:net";
import { canonicalAddress } from "../../../meta/ip-format.js";
import type { FlagValues } from "../../flags/parse.js";
import { type Check, when } from "./check.js";

export const networkChecks: readonly Check[] = [
  { of: ["service-cluster-ip-range", "advertise-address"], problems: serviceRangeProblems },
  { of: ["kubernetes-service-node-port", "service-node-port-range"], problems: nodePortProblems },
  { of: ["tls-min-version"], problems: tlsProblems },
  { of: ["apiserver-count", "endpoint-reconciler-type"], problems: reconcilerProblems },
  { of: ["peer-ca-file"], problems: peerProblems },
];

interface Range {
  readonly text: string;
  readonly isV6: boolean;
  readonly addresses: number;
}

function serviceRangeProblems(flags: FlagValues): readonly string[] {
  const text = flags.string("service-cluster-ip-range");
  const texts = text === "" ? [] : text.split(",");
  const [first, second] = texts.map(readRange);
  if (texts.length > 0 && first === undefined) return ["service-cluster-ip-range[0] is not a valid cidr"];
  if (texts.length > 1 && second === undefined) return ["service-cluster-ip-range[1] is not an ip net"];
  const least = "the service cluster IP range must be at least 8 IP addresses";
  if (first !== undefined && first.addresses < 8) {
    return [`error determining service IP ranges for primary service cidr: ${least}`];
  }
  return [
    ...when(texts.length > 2, "--service-cluster-ip-range must not contain more than two entries"),
    ...when(
      texts.length === 2 && first?.isV6 === second?.isV6,
      "--service-cluster-ip-range[0] and --service-cluster-ip-range[1] must be of different IP family",
    ),
    ...familyProblems(flags, first),
  ];
}

/** Without an address to advertise kube-apiserver takes one of the machine's. */
function familyProblems(flags: FlagValues, range: Range | undefined): readonly string[] {
  const address = flags.string("advertise-address").trim();
  if (range === undefined || address === "") return [];
  return when(
    range.isV6 !== isIPv6(address),
    `service IP family "${range.text}" must match public address family "${address}"`,
  );
}

/** As Go's lenient reader has it: zeros in front of an octet mean nothing. */
function readRange(text: string): Range | undefined {
  const [address = "", length = "", ...more] = text.split("/");
  const plain = address.replaceAll(/(?<![\d:a-fA-F])0+(?=\d)/g, "");
  const bits = isIP(plain) === 6 ? 128 : 32;
  const isRange = isIP(plain) !== 0 && !plain.includes("%") && /^\d{1,3}$/.test(length) && Number(length) <= bits;
  if (!isRange || more.length > 0) return undefined;
  const network = networkOf(plain, bits - Number(length));
  return { text: `${network}/${Number(length)}`, isV6: bits === 128, addresses: 2 ** (bits - Number(length)) };
}

/** The address with zeros for the last bits, as it is shown. */
function networkOf(address: string, hostBits: number): string {
  const isV6 = address.includes(":");
  const [head = "", tail] = canonicalAddress(address).split("::");
  const groups = (part: string): readonly string[] => (part === "" ? [] : part.split(isV6 ? ":" : "."));
  const after = groups(tail ?? "");
  const missing = isV6 ? 8 - groups(head).length - after.length : 0;
  const all = [...groups(head), ...Array.from({ length: missing }, () => "0"), ...after];
  const size = isV6 ? 16 : 8;
  const kept = all.map((group, at) => {
    const dropped = Math.min(size, Math.max(0, hostBits - size * (all.length - 1 - at)));
    const value = Number.parseInt(group, isV6 ? 16 : 10);
    return (value - (value % 2 ** dropped)).toString(isV6 ? 16 : 10);
  });
  return isV6 ? canonicalAddress(kept.join(":")) : kept.join(".");
}

function nodePortProblems(flags: FlagValues): readonly string[] {
  const port = flags.int("kubernetes-service-node-port");
  const [low = 0, high = 0] = readPorts(flags.string("service-node-port-range"));
  const range = `${low}-${high}`;
  const why = "If 0, the Kubernetes master service will be of type ClusterIP";
  const isPort = port >= 0 && port <= 65535;
  return [
    ...when(!isPort, `--kubernetes-service-node-port ${port} must be between 0 and 65535, inclusive. ${why}`),
    ...when(
      port > 0 && (port < low || port > high),
      `kubernetes service node port range ${range} doesn't contain ${port}`,
    ),
  ];
}

function readPorts(text: string): readonly number[] {
  const [low = 0, high] = text.split(/[-+]/).map(Number);
  return [low, high === undefined ? low : high + (text.includes("+") ? low : 0)];
}

function tlsProblems(flags: FlagValues): readonly string[] {
  const version = flags.string("tls-min-version");
  return when(!/^(VersionTLS1[0-3])?$/.test(version), `unknown tls version ${JSON.stringify(version)}`);
}

function reconcilerProblems(flags: FlagValues): readonly string[] {
  const count = flags.int("apiserver-count");
  const type = flags.string("endpoint-reconciler-type");
  return [
    ...when(count <= 0, `--apiserver-count should be a positive number, but value '${count}' provided`),
    ...when(!["", "lease", "master-count", "none"].includes(type), `Reconciler not implemented: ${type}`),
  ];
}

function peerProblems(flags: FlagValues): readonly string[] {
  const isLacking = flags.string("peer-ca-file") !== "" && flags.string("proxy-client-cert-file") === "";
  return when(isLacking, "error building peer proxy handler, proxy-cert-file not specified");
}
