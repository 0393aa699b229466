/** Cells that the policies of the admission groups and their bindings share. */
import type { LabelSelectorObject } from "../../src/meta/label-selector.js";
import { unset } from "./printing.js";

/** `example.com/v1/Param`. */
export function paramKindText(kind: { readonly apiVersion?: string; readonly kind?: string } | undefined): string {
  return kind === undefined ? unset : `${kind.apiVersion ?? ""}/${kind.kind ?? ""}`;
}

export interface ParamRef {
  readonly name?: string;
  readonly namespace?: string;
  readonly selector?: LabelSelectorObject;
}

/** `namespace/name`; a selector is shown as Go prints the struct. */
export function paramRefText(ref: ParamRef | undefined): string {
  if (ref === undefined) return unset;
  if (ref.name !== undefined && ref.name !== "") return `${ref.namespace ?? "*"}/${ref.name}`;
  return ref.selector === undefined ? unset : selectorStructText(ref.selector);
}

function selectorStructText({ matchLabels, matchExpressions }: LabelSelectorObject): string {
  const labels = Object.entries(matchLabels ?? {})
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`);
  const expressions = (matchExpressions ?? []).map(
    ({ key, operator, values }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${(values ?? []).join(" ")}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join("")}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join("")}},}`;
}
