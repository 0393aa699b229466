/** What data cannot say about this kind. */
import type { ClusterTrustBundle } from "../../../src/generated/certificates.k8s.io/v1beta1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<ClusterTrustBundle> = { cells };
