/** For which pod a certificate is asked, and what became of it. */
import type { PodCertificateRequest } from "../../../src/generated/certificates.k8s.io/v1beta1/types.js";
import { type Cells, formatLabels, isTrue } from "../../_shared/printing.js";

export const cells: Cells<PodCertificateRequest> = {
  PodName: ({ spec }) => spec.podName,
  ServiceAccountName: ({ spec }) => spec.serviceAccountName,
  NodeName: ({ spec }) => spec.nodeName,
  SignerName: ({ spec }) => spec.signerName,
  State: ({ status }) => ["Issued", "Denied", "Failed"].find((type) => isTrue(status?.conditions, type)) ?? "Pending",
  UnverifiedUserAnnotations: ({ spec }) => formatLabels(spec.unverifiedUserAnnotations),
};
