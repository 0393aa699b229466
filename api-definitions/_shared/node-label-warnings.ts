/** Names of node labels that have newer ones: kube-apiserver's warnings wherever nodes are selected by label. */
import type { NodeSelectorTerm } from "../../src/generated/core/v1/types.js";
import { labelValue } from "../../src/meta/formats.js";

const advice: ReadonlyMap<string, string> = new Map([
  ["beta.kubernetes.io/arch", 'deprecated since v1.14; use "kubernetes.io/arch" instead'],
  ["beta.kubernetes.io/os", 'deprecated since v1.14; use "kubernetes.io/os" instead'],
  ["failure-domain.beta.kubernetes.io/region", 'deprecated since v1.17; use "topology.kubernetes.io/region" instead'],
  ["failure-domain.beta.kubernetes.io/zone", 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead'],
  ["beta.kubernetes.io/instance-type", 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead'],
  ["node-role.kubernetes.io/master", 'use "node-role.kubernetes.io/control-plane" instead'],
]);

/** undefined: nothing is wrong with the label. */
export function nodeLabelAdvice(label: string): string | undefined {
  return advice.get(label);
}

/** Of expressions that select by label. */
export function warnOfNodeExpressions(
  expressions: readonly { readonly key: string; readonly values?: readonly string[] }[] | undefined,
  path: string,
  warnings: string[],
): void {
  for (const [index, { key, values }] of (expressions ?? []).entries()) {
    const text = advice.get(key);
    if (text !== undefined) warnings.push(`${path}.matchExpressions[${index}].key: ${key} is ${text}`);
    for (const [at, value] of (values ?? []).entries()) {
      for (const fault of labelValue(value)) {
        warnings.push(`${path}.matchExpressions[${index}].values[${at}]: ${value} is invalid, ${fault}`);
      }
    }
  }
}

export function warnOfNodeTerms(
  terms: readonly (NodeSelectorTerm | undefined)[] | undefined | null,
  path: (index: number) => string,
  warnings: string[],
): void {
  for (const [index, term] of (terms ?? []).entries()) {
    if (term?.matchExpressions !== undefined) warnOfNodeExpressions(term.matchExpressions, path(index), warnings);
  }
}
