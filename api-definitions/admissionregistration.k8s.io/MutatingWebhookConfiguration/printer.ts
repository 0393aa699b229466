/** How many webhooks are called. */
import type { MutatingWebhookConfiguration } from "../../../src/generated/admissionregistration.k8s.io/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<MutatingWebhookConfiguration> = {
  Webhooks: ({ webhooks }) => (webhooks ?? []).length,
  Age: age,
};
