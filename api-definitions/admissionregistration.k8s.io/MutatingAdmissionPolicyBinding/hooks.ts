/** What data cannot say about this kind. */
import type { MutatingAdmissionPolicyBinding } from "../../../src/generated/admissionregistration.k8s.io/v1beta1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { reservedNameWarnings } from "../../_shared/reserved-names.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<MutatingAdmissionPolicyBinding> = {
  cells,
  ...reservedNameWarnings,
};
