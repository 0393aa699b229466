/** Which controller serves the class. */
import type { IngressClass } from "../../../src/generated/networking.k8s.io/v1/types.js";
import { age, type Cells, none } from "../../_shared/printing.js";

export const cells: Cells<IngressClass> = {
  Controller: ({ spec }) => spec?.controller ?? "",
  Parameters: parameters,
  Age: age,
};

/** `Kind.group/name`. */
function parameters({ spec }: IngressClass): string {
  const { parameters } = spec ?? {};
  if (parameters === undefined) return none;
  const kind = parameters.apiGroup === undefined ? parameters.kind : `${parameters.kind}.${parameters.apiGroup}`;
  return `${kind}/${parameters.name}`;
}
