/** How many checks a policy has, and what configures it. */
import type { ValidatingAdmissionPolicy } from "../../../src/generated/admissionregistration.k8s.io/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";
import { paramKindText } from "../../_shared/printing-admission.js";

export const cells: Cells<ValidatingAdmissionPolicy> = {
  Validations: ({ spec }) => (spec?.validations ?? []).length,
  ParamKind: ({ spec }) => paramKindText(spec?.paramKind),
  Age: age,
};
