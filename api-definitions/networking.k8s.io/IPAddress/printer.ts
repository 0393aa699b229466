/** Whose address it is. */
import type { IPAddress } from "../../../src/generated/networking.k8s.io/v1/types.js";
import { type Cells, none } from "../../_shared/printing.js";

export const cells: Cells<IPAddress> = {
  ParentRef: parent,
};

/** `resource.group/namespace/name`. */
function parent({ spec }: IPAddress): string {
  const ref = spec?.parentRef;
  if (ref === undefined) return none;
  const resource = ref.group ? `${ref.resource}.${ref.group}` : ref.resource;
  return ref.namespace ? `${resource}/${ref.namespace}/${ref.name}` : `${resource}/${ref.name}`;
}
