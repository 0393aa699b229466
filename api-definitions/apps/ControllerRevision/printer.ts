/** Whose revision it is, and which. */
import type { ControllerRevision } from "../../../src/generated/apps/v1/types.js";
import { age, type Cells, none } from "../../_shared/printing.js";

export const cells: Cells<ControllerRevision> = {
  Controller: controller,
  Revision: ({ revision }) => revision,
  Age: age,
};

/** `statefulset.apps/web`, for the owner that controls it. */
function controller({ metadata }: ControllerRevision): string {
  const owner = metadata.ownerReferences?.find((one) => one.controller === true);
  if (owner === undefined) return none;
  const [version, group] = owner.apiVersion.split("/").reverse();
  const kind = owner.kind.toLowerCase();
  return version === undefined || group === undefined ? `${kind}/${owner.name}` : `${kind}.${group}/${owner.name}`;
}
