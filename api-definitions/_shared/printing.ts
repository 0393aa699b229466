/**
 * What the cells of many kinds share: ages, selectors, lists. Texts are those of kube-apiserver's Tables, proved by
 * test/unit/printers against recorded ones.
 */
import { elapsed, formatDuration, since, unknown } from "../../src/meta/duration.js";
import { type LabelSelectorObject, labelSelectorText } from "../../src/meta/label-selector.js";
import type { KubeObject } from "../../src/meta/object.js";
import type { PrintedCell } from "../../src/registry/resource-definition.js";

/** Cells by column name. */
export type Cells<T> = Readonly<Record<string, (object: T) => PrintedCell>>;

export const none = "<none>";
export const unset = "<unset>";

export { elapsed, formatDuration, since, unknown };

/** The Age column. */
export function age(object: KubeObject): PrintedCell {
  return since(object.metadata.creationTimestamp);
}

/** `a=b,c=d` in order of keys. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const texts = sortedEntries(labels).map(([key, value]) => `${key}=${value}`);
  return texts.length === 0 ? none : texts.join(",");
}

/** `a=b,k in (x,y),!n`, labels and expressions together in order of keys. */
export function formatSelector(selector: LabelSelectorObject | undefined): string {
  const text = labelSelectorText(selector ?? {});
  return text === undefined ? "<error>" : text === "" ? none : text;
}

/** The first three, and how many more: `a,b,c + 2 more...`. */
export function firstThree(items: readonly string[]): string {
  const shown = items.slice(0, 3).join(",");
  return items.length > 3 ? `${shown} + ${items.length - 3} more...` : shown;
}

interface PodSpec {
  readonly containers?: readonly { readonly name: string; readonly image?: string }[];
}

export function containerNames(spec: PodSpec | undefined): string {
  return (spec?.containers ?? []).map((container) => container.name).join(",");
}

export function containerImages(spec: PodSpec | undefined): string {
  return (spec?.containers ?? []).map((container) => container.image ?? "").join(",");
}

export interface LoadBalancer {
  readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
}

/** Addresses and names of a load balancer, sorted, each once. */
export function loadBalancerAddresses(status: LoadBalancer | undefined): string {
  const addresses = (status?.ingress ?? []).map(({ ip, hostname }) => (ip === undefined ? (hostname ?? "") : ip));
  return [...new Set(addresses.filter((address) => address !== ""))].sort(compare).join(",");
}

const accessModeNames: readonly (readonly [string, string])[] = [
  ["ReadWriteOnce", "RWO"],
  ["ReadOnlyMany", "ROX"],
  ["ReadWriteMany", "RWX"],
  ["ReadWriteOncePod", "RWOP"],
];

/** `RWO,ROX`, always in this order. */
export function accessModes(modes: readonly string[] | undefined): string {
  return accessModeNames
    .filter(([mode]) => modes?.includes(mode) === true)
    .map(([, short]) => short)
    .join(",");
}

const legacyStorageClass = "volume.beta.kubernetes.io/storage-class";

/** The annotation of old goes before the field. */
export function storageClassOf(object: KubeObject, field: string | undefined): string {
  return object.metadata.annotations?.[legacyStorageClass] ?? field ?? "";
}

/** Deletion is a phase of its own, whatever the status says. */
export function phaseOf(object: KubeObject, phase: string | undefined): string {
  return object.metadata.deletionTimestamp === undefined ? (phase ?? "") : "Terminating";
}

export interface StatusCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

export function findCondition<T extends StatusCondition>(
  conditions: readonly T[] | undefined,
  type: string,
): T | undefined {
  return conditions?.find((condition) => condition.type === type);
}

export function isTrue(conditions: readonly StatusCondition[] | undefined, type: string): boolean {
  return findCondition(conditions, type)?.status === "True";
}

/** Names of a binding's subjects of one kind; service accounts with their namespace. */
export function subjectNames(
  subjects: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[] | undefined,
  kind: string,
): string {
  return (subjects ?? [])
    .filter((subject) => subject.kind === kind)
    .map(({ name, namespace }) => (kind === "ServiceAccount" ? `${namespace ?? ""}/${name}` : name))
    .join(", ");
}

function sortedEntries(map: Readonly<Record<string, string>> | undefined): readonly (readonly [string, string])[] {
  return Object.entries(map ?? {}).sort(([left], [right]) => compare(left, right));
}

/** By bytes, as Go sorts; for the ASCII of keys and names code units give the same. */
function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
