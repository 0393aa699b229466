/**
 * Fields of features that are not on. kube-apiserver takes them out of what it is sent, silently, unless the object said one of them
 * before: what once was taken in stays.
 */
import type { KubeObject } from "../../src/meta/object.js";
import { isSame } from "../../src/meta/same.js";
import type { KindHooks, WriteMoment } from "../../src/registry/resource-definition.js";

/**
 * A path to a field, from the top: `spec.containers[].lifecycle?.stopSignal`. `[]`: of every item, or member of a map; `?`: what has
 * nothing left goes too.
 */
export type FieldPath = string;

/** Fields that are taken in only while a gate is on; "": never any more. One of them in use keeps them all. */
export interface Feature {
  readonly gate: string;
  readonly paths: readonly FieldPath[];
}

export type Drop = (next: KubeObject, previous: KubeObject | undefined, moment: Pick<WriteMoment, "isGateOn">) => void;

/** What a kind does before it stores: takes out the features' fields that `previous` does not use. In place. */
export function dropping(...features: readonly Feature[]): Drop {
  const parsed = features.map(({ gate, paths }) => ({ gate, paths: paths.map(parsePath) }));
  return (next, previous, { isGateOn }) => {
    for (const { gate, paths } of parsed) {
      if (isGateOn(gate) || (previous !== undefined && paths.some((path) => isUsed(previous, path, 0)))) continue;
      for (const path of paths) drop(next, path, 0);
    }
  };
}

/** The same as hooks of a kind that prepares nothing else. */
export function droppingHooks(
  ...features: readonly Feature[]
): Pick<KindHooks, "prepareForCreate" | "prepareForUpdate"> {
  const drop = dropping(...features);
  return {
    prepareForCreate: (next, moment) => drop(next, undefined, moment),
    prepareForUpdate: (next, previous, moment) => drop(next, previous, moment),
  };
}

/** For kinds that count a change before they take out what they do not take in: `counted` gives what they look at. */
export function droppingOnceCounted<T extends KubeObject>(
  counted: (object: T) => unknown,
  ...features: readonly Feature[]
): Required<Pick<KindHooks<T>, "prepareForCreate" | "prepareForUpdate">> {
  const drop = dropping(...features);
  return {
    prepareForCreate: (next, moment) => drop(next, undefined, moment),
    prepareForUpdate: (next, previous, moment) => {
      if (!isSame(counted(next), counted(previous))) {
        next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
      }
      drop(next, previous, moment);
    },
  };
}

interface Step {
  readonly name: string;
  /** It holds many, of which each is gone into. */
  readonly many: boolean;
  readonly prune: boolean;
}

function parsePath(path: FieldPath): readonly Step[] {
  return path.split(".").map((part) => ({
    name: part.replace(/(\[\]|\?)+$/, ""),
    many: part.includes("[]"),
    prune: part.endsWith("?"),
  }));
}

function isUsed(value: unknown, path: readonly Step[], at: number): boolean {
  const step = path[at];
  if (step === undefined) return value !== undefined && value !== null;
  if (!isRecord(value)) return false;
  const inside = value[step.name];
  if (!step.many) return isUsed(inside, path, at + 1);
  return isRecord(inside) && Object.values(inside).some((item) => isUsed(item, path, at + 1));
}

function drop(value: unknown, path: readonly Step[], at: number): void {
  const step = path[at];
  if (step === undefined || !isRecord(value)) return;
  const inside = value[step.name];
  if (inside === undefined) return;
  if (at === path.length - 1) delete value[step.name];
  else if (!step.many) {
    drop(inside, path, at + 1);
    if (step.prune && isRecord(inside) && Object.keys(inside).length === 0) delete value[step.name];
  } else if (isRecord(inside)) for (const item of Object.values(inside)) drop(item, path, at + 1);
}

/** Lists too: their items are members. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

const containers = ["containers", "initContainers", "ephemeralContainers"] as const;

/** Of a pod's spec that stands at `path`. */
export function podFeatures(path: FieldPath): readonly Feature[] {
  const source = `${path}.volumes[].projected.sources[]`;
  return [
    { gate: "ClusterTrustBundleProjection", paths: [`${source}.clusterTrustBundle`] },
    { gate: "PodCertificateRequest", paths: [`${source}.podCertificate`] },
    { gate: "ContainerStopSignals", paths: containers.map((list) => `${path}.${list}[].lifecycle?.stopSignal`) },
    { gate: "GenericWorkload", paths: [`${path}.schedulingGroup`] },
  ];
}
