/**
 * autoscaling/v1 has one number for one metric, the processor's. What else v2 says is kept in annotations of the v1 form, so that
 * nothing is lost on the way through it.
 */
import type { KubeObject } from "../../../src/meta/object.js";
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";
import type { Conversion } from "../../../src/registry/resource-definition.js";
import { forgetAnnotations } from "../../_shared/field-annotations.js";
import { asList, asObject, metricFromV1, metricToV1, optional } from "./metrics-v1.js";

const prefix = "autoscaling.alpha.kubernetes.io/";
const annotationNames = ["metrics", "behavior", "current-metrics", "conditions"] as const;
/** What they are called in the v1 form; the others have no such annotations. */
export const keptNames = annotationNames.map((name) => prefix + name);
type Kept = Partial<Record<(typeof annotationNames)[number], JsonValue>>;

/** As `fill` of metrics in v2.schema.yaml has it. */
const defaultUtilization = 80;

export const v1: Conversion = {
  toStored: (object) => {
    const kept = keptIn(object);
    const { targetCPUUtilizationPercentage: cpu, ...spec } = asObject(object.spec as JsonValue);
    const {
      currentCPUUtilizationPercentage: utilization,
      currentReplicas,
      ...status
    } = asObject(object.status as JsonValue);
    const metrics = asList(kept.metrics).map((metric) => metricFromV1(metric, "target"));
    if (cpu !== undefined) metrics.push(processorMetric(cpu));
    // kube-apiserver's v1 has its default here, and not among its defaults: it shows in what a give-up in v1 takes away.
    else if (metrics.length === 0) metrics.push(processorMetric(defaultUtilization));
    const measured = asList(kept["current-metrics"]).map((metric) => metricFromV1(metric, "current"));
    // The annotation says all that was measured, this number among it.
    if (utilization !== undefined && kept["current-metrics"] === undefined)
      measured.push(measuredProcessor(utilization));
    return {
      ...object,
      metadata: withoutKept(object),
      spec: {
        ...spec,
        ...(metrics.length === 0 ? {} : { metrics }),
        ...(kept.behavior === undefined ? {} : { behavior: withCase(kept.behavior, lowerFirst) }),
      },
      status: {
        ...status,
        ...(currentReplicas === 0 ? {} : optional("currentReplicas", currentReplicas)),
        currentMetrics: measured.length === 0 ? null : measured,
        ...optional("conditions", kept.conditions),
      },
    };
  },
  fromStored: (object) => {
    const { metrics, behavior, ...spec } = asObject(object.spec as JsonValue);
    const { currentMetrics, conditions, ...status } = asObject(object.status as JsonValue);
    const cpu = asList(metrics).find((metric) => percentageOf(metric, "target") !== undefined);
    const measured = asList(currentMetrics).find((metric) => percentageOf(metric, "current") !== undefined);
    const others = asList(metrics).filter((metric) => metric !== cpu);
    const annotations = {
      ...object.metadata.annotations,
      ...annotation(
        "metrics",
        others.map((metric) => metricToV1(metric, "target")),
      ),
      ...annotation("behavior", behavior === undefined ? [] : goBehavior(asObject(behavior))),
      ...annotation(
        "current-metrics",
        asList(currentMetrics).map((metric) => metricToV1(metric, "current")),
      ),
      ...annotation("conditions", [...asList(conditions)]),
    };
    return {
      ...object,
      metadata: Object.keys(annotations).length === 0 ? object.metadata : { ...object.metadata, annotations },
      spec: { ...spec, ...optional("targetCPUUtilizationPercentage", cpu && percentageOf(cpu, "target")) },
      status: {
        currentReplicas: 0,
        desiredReplicas: 0,
        ...status,
        ...optional("currentCPUUtilizationPercentage", measured && percentageOf(measured, "current")),
      },
    };
  },
};

function processorMetric(averageUtilization: JsonValue): JsonObject {
  return { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization } } };
}

function measuredProcessor(averageUtilization: JsonValue): JsonObject {
  return { type: "Resource", resource: { name: "cpu", current: { averageUtilization } } };
}

/** The share of the processor, when that is what the metric is about. */
function percentageOf(metric: JsonObject, side: "target" | "current"): JsonValue | undefined {
  const resource = asObject(metric["resource"]);
  return resource["name"] === "cpu" ? asObject(resource[side])["averageUtilization"] : undefined;
}

/** What is there but cannot be read is left where it is: it is somebody else's annotation then. */
function keptIn({ metadata }: KubeObject): Kept {
  const kept: Kept = {};
  for (const name of annotationNames) {
    const text = metadata.annotations?.[prefix + name];
    if (text === undefined) continue;
    try {
      kept[name] = JSON.parse(text) as JsonValue;
    } catch {
      kept[name] = null;
    }
  }
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== null));
}

function withoutKept({ metadata }: KubeObject): KubeObject["metadata"] {
  const rest = { ...metadata };
  forgetAnnotations(rest, keptNames);
  return rest;
}

function annotation(name: string, value: JsonValue): Record<string, string> {
  return Array.isArray(value) && value.length === 0 ? {} : { [prefix + name]: JSON.stringify(value) };
}

/** Old servers wrote the behavior as Go has it: field names with a capital, and nothing left out. */
function goBehavior({ scaleUp, scaleDown }: JsonObject): JsonObject {
  const rules = (given: JsonValue | undefined): JsonValue => {
    if (given === undefined) return null;
    const { stabilizationWindowSeconds = null, selectPolicy = null, policies, tolerance = null } = asObject(given);
    return {
      StabilizationWindowSeconds: stabilizationWindowSeconds,
      SelectPolicy: selectPolicy,
      Policies: asList(policies).map(({ type = "", value = 0, periodSeconds = 0 }) => ({
        Type: type,
        Value: value,
        PeriodSeconds: periodSeconds,
      })),
      Tolerance: tolerance,
    };
  };
  return { ScaleUp: rules(scaleUp), ScaleDown: rules(scaleDown) };
}

function withCase(value: JsonValue, change: (name: string) => string): JsonValue {
  if (Array.isArray(value)) return value.map((item) => withCase(item, change));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(entries.map(([name, member]) => [change(name), withCase(member, change)]));
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}
