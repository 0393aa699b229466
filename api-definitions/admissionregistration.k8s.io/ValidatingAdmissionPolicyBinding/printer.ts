/** Which policy is bound, with which parameters. */
import type { ValidatingAdmissionPolicyBinding } from "../../../src/generated/admissionregistration.k8s.io/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";
import { paramRefText } from "../../_shared/printing-admission.js";

export const cells: Cells<ValidatingAdmissionPolicyBinding> = {
  PolicyName: ({ spec }) => spec?.policyName ?? "",
  ParamRef: ({ spec }) => paramRefText(spec?.paramRef),
  Age: age,
};
