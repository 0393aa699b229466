/** What is said of a connection to a container before its node is asked; texts and order are kube-apiserver's. */

import type { Pod } from "../../../src/generated/core/v1/types.js";
import { type FieldError, invalidValue } from "../../../src/meta/field-error.js";
import { goQuote } from "../../../src/meta/go-quote.js";
import { badRequest, invalid } from "../../../src/meta/status.js";
import type { ConnectionTarget, KindHooks, QueryValues } from "../../../src/registry/resource-definition.js";

export const connect: NonNullable<KindHooks<Pod>["connect"]> = {
  attach: toContainer,
  exec: toContainer,
  log: toLog,
  portforward: toHost,
  proxy: (pod) => {
    if (!pod.status?.podIPs?.some(({ ip }) => ip !== "") && !pod.status?.podIP) throw badRequest("address not allowed");
    return {};
  },
};

function toContainer(pod: Pod, query: QueryValues): ConnectionTarget {
  checkContainer(pod, query.get("container") ?? "");
  return toHost(pod);
}

function toHost(pod: Pod): ConnectionTarget {
  const node = pod.spec?.nodeName ?? "";
  if (node === "") throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  return { node };
}

function toLog(pod: Pod, query: QueryValues): ConnectionTarget {
  checkLogOptions(pod, query);
  checkContainer(pod, query.get("container") ?? "");
  const node = pod.spec?.nodeName ?? "";
  return node === "" ? "nothing" : { node };
}

/** Options that are numbers, and the least each may be. */
const leastOfLog = { sinceSeconds: 1, tailLines: 0, limitBytes: 1 };

function checkLogOptions(pod: Pod, query: QueryValues): void {
  const errors: FieldError[] = [];
  for (const [name, least] of Object.entries(leastOfLog)) {
    const text = query.get(name) ?? "";
    if (text === "") continue;
    if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`);
    const number = Number(text);
    const wish = least === 0 ? "must be greater than or equal to 0" : "must be greater than 0";
    if (number < least) errors.push(invalidValue(name, number, wish, "minimum"));
  }
  if (errors.length > 0) throw invalid({ group: "", kind: "PodLogOptions" }, pod.metadata.name ?? "", errors);
}

function checkContainer(pod: Pod, name: string): void {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = pod.spec ?? {};
  const all = [...initContainers, ...containers, ...ephemeralContainers].map((container) => container.name);
  if (name !== "" && !all.includes(name))
    throw badRequest(`container ${name} is not valid for pod ${pod.metadata.name}`);
  if (name !== "" || containers.length === 1) return;
  throw badRequest(
    `a container name must be specified for pod ${pod.metadata.name}, choose one of: [${all.join(" ")}]`,
  );
}
