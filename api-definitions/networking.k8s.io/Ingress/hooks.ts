/** What data cannot say about this kind. */
import type { Ingress } from "../../../src/generated/networking.k8s.io/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { loadBalancerWarnings } from "../../_shared/load-balancer-warnings.js";
import { cells } from "./printer.js";

const pastClass = "kubernetes.io/ingress.class";
const useClassName = `annotation "${pastClass}" is deprecated, please use 'spec.ingressClassName' instead`;

export const hooks: KindHooks<Ingress> = {
  cells,
  warningsOnCreate: ({ metadata, spec }) =>
    metadata.annotations?.[pastClass] === undefined || spec?.ingressClassName !== undefined ? [] : [useClassName],
  warningsOnStatusUpdate: loadBalancerWarnings,
};
