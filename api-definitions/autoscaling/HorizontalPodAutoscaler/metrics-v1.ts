/** Metrics as autoscaling/v1 writes them into annotations, and back: flat fields where v2 has a metric and a target. */
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";

/** `target` of a metric asked for, `current` of one measured. */
export type Side = "target" | "current";

/** v2's name of a source → where v1 writes the name of the metric and its selector; undefined: the source names a resource. */
const sources: Readonly<Record<string, { readonly name: string; readonly selector: string } | undefined>> = {
  resource: undefined,
  containerResource: undefined,
  pods: { name: "metricName", selector: "selector" },
  object: { name: "metricName", selector: "selector" },
  external: { name: "metricName", selector: "metricSelector" },
};

export function metricToV1(metric: JsonObject, side: Side): JsonObject {
  return withSource(metric, (source, key) => {
    const { metric: identifier, target, current, describedObject, ...rest } = source;
    const { name, selector } = asObject(identifier);
    const names = sources[key];
    const flat: JsonObject = {
      ...optional("target", describedObject),
      ...rest,
      ...(names === undefined ? {} : { ...optional(names.name, name), ...optional(names.selector, selector) }),
      ...valuesToV1(asObject(side === "target" ? target : current), key, side),
    };
    return inOrder(flat, side);
  });
}

/** The annotation is a text that clients compare: its members come as kube-apiserver writes them. */
function inOrder(flat: JsonObject, side: Side): JsonObject {
  const values = [`${side}Value`, `${side}AverageUtilization`, `${side}AverageValue`];
  const order = ["target", "metricName", "name", "metricSelector", ...values, "selector", "averageValue", "container"];
  return Object.assign({}, ...order.map((name) => optional(name, flat[name])), flat) as JsonObject;
}

export function metricFromV1(metric: JsonObject, side: Side): JsonObject {
  return withSource(metric, (source, key) => {
    const names = sources[key];
    const values = valuesFromV1(source, key, side);
    if (names === undefined) {
      const { name, container } = source;
      return { ...optional("name", name), [side]: values, ...optional("container", container) };
    }
    const identifier = { ...optional("name", source[names.name]), ...optional("selector", source[names.selector]) };
    return { ...optional("describedObject", source["target"]), [side]: values, metric: identifier };
  });
}

function withSource(metric: JsonObject, change: (source: JsonObject, key: string) => JsonObject): JsonObject {
  const changed = { ...metric };
  for (const key of Object.keys(sources)) if (key in metric) changed[key] = change(asObject(metric[key]), key);
  return changed;
}

function valuesToV1({ value, averageValue, averageUtilization }: JsonObject, key: string, side: Side): JsonObject {
  if (key === "object") {
    // The one flat value here is not optional.
    return { [`${side}Value`]: value ?? "0", ...optional("averageValue", averageValue) };
  }
  // Of what was measured one value is not optional either.
  const measured = side === "current" ? "0" : undefined;
  const external = key === "external";
  return {
    ...optional(`${side}Value`, value ?? (external ? measured : undefined)),
    ...optional(`${side}AverageUtilization`, averageUtilization),
    ...optional(`${side}AverageValue`, averageValue ?? (external ? undefined : measured)),
  };
}

function valuesFromV1(source: JsonObject, key: string, side: Side): JsonObject {
  const averageValue = source[key === "object" ? "averageValue" : `${side}AverageValue`];
  const averageUtilization = source[`${side}AverageUtilization`];
  const given = source[`${side}Value`];
  const value = key === "object" && averageValue !== undefined && given === "0" ? undefined : given;
  const values = {
    ...optional("value", value),
    ...optional("averageValue", averageValue),
    ...optional("averageUtilization", averageUtilization),
  };
  if (side === "current") return values;
  const type = averageUtilization !== undefined ? "Utilization" : averageValue !== undefined ? "AverageValue" : "Value";
  return { type, ...values };
}

export function optional(name: string, value: JsonValue | undefined): JsonObject {
  return value === undefined ? {} : { [name]: value };
}

export function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

export function asList(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(asObject) : [];
}
