/**
 * What is allowed in containers but likely a mistake: kube-apiserver's warnings about variables, resources and ports. Hot path: create
 * Pod.
 */
import type { Container, ContainerPort, EphemeralContainer, PodSpec } from "../../src/generated/core/v1/types.js";
import { goQuote } from "../../src/meta/go-quote.js";
import { parseQuantity, type Quantity } from "../../src/meta/quantity.js";

type AnyContainer = Container | EphemeralContainer;
type ContainerList = "initContainers" | "containers" | "ephemeralContainers";

const lists: readonly ContainerList[] = ["initContainers", "containers", "ephemeralContainers"];

/** In kube-apiserver's order. */
export function forEachContainer(
  spec: PodSpec,
  visit: (container: AnyContainer, list: ContainerList, index: number) => void,
): void {
  for (const list of lists) {
    const containers = spec[list];
    if (containers == null) continue;
    for (let index = 0; index < containers.length; index++) visit(containers[index] as AnyContainer, list, index);
  }
}

/** `path`: makes the text of where the container lies. */
export function warnOfVariables({ env }: AnyContainer, path: () => string, warnings: string[]): void {
  if (env == null || env.length < 2) return;
  const seen = new Set<string>();
  for (const [index, { name, value = "", valueFrom }] of env.entries()) {
    if (seen.size < seen.add(name).size) continue;
    const former = `$(${name})`;
    // A second value that is made of the first one is meant.
    if (valueFrom === undefined && value !== former && value.includes(former)) continue;
    const why = `hides previous definition of ${goQuote(name)}, which may be dropped when using apply`;
    warnings.push(`${path()}.env[${index}]: ${why}`);
  }
}

/** `path`: makes the text of where the container lies. */
export function warnOfResources({ resources }: AnyContainer, path: () => string, warnings: string[]): void {
  if (resources == null) return;
  const { limits, requests } = resources;
  for (const name of byteResources) {
    warnOfFraction(limits?.[name], () => `${path()}.resources.limits[${name}]`, warnings);
    warnOfFraction(requests?.[name], () => `${path()}.resources.requests[${name}]`, warnings);
  }
}

const byteResources = ["memory", "ephemeral-storage"] as const;

/** kube-apiserver counts thousandths in 64 bits: what is too much for that is no whole number of bytes either. */
export function warnOfFraction(quantity: string | number | undefined, path: () => string, warnings: string[]): void {
  if (typeof quantity !== "string" || isPlainlyWhole(quantity)) return;
  const parsed = parseQuantity(quantity);
  if (!parsed.ok) return;
  const thousandths = thousandthsOf(parsed.quantity);
  if (thousandths <= maxInt64 && thousandths % 1000n === 0n) return;
  warnings.push(`${path()}: fractional byte value ${goQuote(quantity)} is invalid, must be an integer`);
}

const maxInt64 = 2n ** 63n - 1n;

/** Nearly every quantity of bytes: few digits, and a suffix that is not too great. */
function isPlainlyWhole(quantity: string): boolean {
  return quantity.length < 12 && /^\d+(?:[kMGT]i?|Ki)?$/.test(quantity);
}

/** Rounded up. */
function thousandthsOf({ unscaled, exponent }: Quantity): bigint {
  const places = exponent + 3;
  if (places >= 0) return unscaled * 10n ** BigInt(places);
  const divisor = 10n ** BigInt(-places);
  return unscaled / divisor + (unscaled % divisor > 0n ? 1n : 0n);
}

interface PlacedPort {
  readonly port: ContainerPort;
  readonly path: () => string;
}

/** More pairs than this are not looked at; no answer has room for what could be said of them. */
const maxPortPairs = 50_000;

/** Ports of all containers share one address. `path`: where the spec lies. */
export function warnOfPorts(spec: PodSpec, path: string, warnings: string[]): void {
  let pairs = 0;
  const taken = new Map<string, PlacedPort[]>();
  forEachContainer(spec, ({ ports }, list, index) => {
    if (ports == null) return;
    for (let at = 0; at < ports.length; at++) {
      const port = ports[at] as ContainerPort;
      const placed = { port, path: () => `${path}.${list}[${index}].ports[${at}]` };
      if (port.hostIP && !port.hostPort) {
        warnings.push(`${placed.path()}: hostIP set without hostPort: ${goText(port)}`);
      }
      const key = `${port.containerPort}/${port.protocol}`;
      const others = taken.get(key);
      if (others === undefined) {
        taken.set(key, [placed]);
        continue;
      }
      for (const other of others) if (pairs++ < maxPortPairs) warnOfPair(placed, other, warnings);
      if (pairs < maxPortPairs) others.push(placed);
    }
  });
}

function warnOfPair({ port, path }: PlacedPort, other: PlacedPort, warnings: string[]): void {
  const [mine, theirs] = [port.hostPort ?? 0, other.port.hostPort ?? 0];
  const [myAddress, theirAddress] = [port.hostIP ?? "", other.port.hostIP ?? ""];
  const sameAddress = myAddress === theirAddress;
  let how: string | undefined;
  if (mine === theirs && sameAddress) how = "duplicate";
  else if (mine === 0 || theirs === 0) how = "overlapping";
  else if (mine === theirs && (myAddress === "" || theirAddress === "")) how = "dangerously ambiguous";
  if (how !== undefined) warnings.push(`${path()}: ${how} port definition with ${other.path()}`);
}

/** As Go shows a struct. */
function goText({ name = "", hostPort = 0, containerPort, protocol, hostIP = "" }: ContainerPort): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol ?? ""} HostIP:${hostIP}}`;
}
