/** Which signer a bundle belongs to. */
import type { ClusterTrustBundle } from "../../../src/generated/certificates.k8s.io/v1beta1/types.js";
import { type Cells, none } from "../../_shared/printing.js";

export const cells: Cells<ClusterTrustBundle> = {
  SignerName: ({ spec }) => spec.signerName || none,
};
