/** Which policy is bound, with which parameters. */
import type { MutatingAdmissionPolicyBinding } from "../../../src/generated/admissionregistration.k8s.io/v1beta1/types.js";
import { age, type Cells } from "../../_shared/printing.js";
import { paramRefText } from "../../_shared/printing-admission.js";

export const cells: Cells<MutatingAdmissionPolicyBinding> = {
  PolicyName: ({ spec }) => spec?.policyName ?? "",
  ParamRef: ({ spec }) => paramRefText(spec?.paramRef),
  Age: age,
};
