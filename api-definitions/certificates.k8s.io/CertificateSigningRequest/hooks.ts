/** What data cannot say about this kind. */
import type { CertificateSigningRequest } from "../../../src/generated/certificates.k8s.io/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { lifecycle } from "./lifecycle.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<CertificateSigningRequest> = { ...lifecycle, cells };
