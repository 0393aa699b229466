/** For which hosts it answers, and where. */
import type { Ingress } from "../../../src/generated/networking.k8s.io/v1/types.js";
import { age, type Cells, firstThree, loadBalancerAddresses, none } from "../../_shared/printing.js";

export const cells: Cells<Ingress> = {
  Class: ({ spec }) => spec?.ingressClassName ?? none,
  Hosts: ({ spec }) =>
    firstThree((spec?.rules ?? []).map((rule) => rule.host ?? "").filter((host) => host !== "")) || "*",
  Address: ({ status }) => loadBalancerAddresses(status?.loadBalancer),
  Ports: ({ spec }) => ((spec?.tls ?? []).length === 0 ? "80" : "80, 443"),
  Age: age,
};
