/** Who asks for a certificate, and what became of it. */
import type { CertificateSigningRequest } from "../../../src/generated/certificates.k8s.io/v1/types.js";
import { age, type Cells, formatDuration, none } from "../../_shared/printing.js";

export const cells: Cells<CertificateSigningRequest> = {
  Age: age,
  SignerName: ({ spec }) => spec.signerName || none,
  Requestor: ({ spec }) => spec.username ?? "",
  RequestedDuration: ({ spec }) =>
    spec.expirationSeconds === undefined ? none : formatDuration(spec.expirationSeconds * 1000),
  Condition: condition,
};

function condition({ status }: CertificateSigningRequest): string {
  const has = (type: string) => status?.conditions?.some((one) => one.type === type) === true;
  const decision = has("Denied") ? "Denied" : has("Approved") ? "Approved" : "Pending";
  return `${decision}${has("Failed") ? ",Failed" : ""}${status?.certificate ? ",Issued" : ""}`;
}
