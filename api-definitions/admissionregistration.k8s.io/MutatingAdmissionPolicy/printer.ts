/** How many changes a policy makes, and what configures it. */
import type { MutatingAdmissionPolicy } from "../../../src/generated/admissionregistration.k8s.io/v1beta1/types.js";
import { age, type Cells } from "../../_shared/printing.js";
import { paramKindText } from "../../_shared/printing-admission.js";

export const cells: Cells<MutatingAdmissionPolicy> = {
  Mutations: ({ spec }) => (spec?.mutations ?? []).length,
  ParamKind: ({ spec }) => paramKindText(spec?.paramKind),
  Age: age,
};
