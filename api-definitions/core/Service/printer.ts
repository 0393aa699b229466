/** Where a service is reached, from inside and outside. */
import type { Service } from "../../../src/generated/core/v1/types.js";
import { age, type Cells, formatLabels, loadBalancerAddresses, none, unknown } from "../../_shared/printing.js";

export const cells: Cells<Service> = {
  Type: ({ spec }) => spec?.type ?? "",
  "Cluster-IP": ({ spec }) => spec?.clusterIPs?.[0] ?? none,
  "External-IP": externalAddress,
  "Port(s)": ports,
  Age: age,
  Selector: ({ spec }) => formatLabels(spec?.selector),
};

function externalAddress({ spec, status }: Service): string {
  const given = (spec?.externalIPs ?? []).join(",");
  switch (spec?.type) {
    case "ClusterIP":
    case "NodePort":
      return given === "" ? none : given;
    case "LoadBalancer":
      return (
        [loadBalancerAddresses(status?.loadBalancer), given].filter((part) => part !== "").join(",") || "<pending>"
      );
    case "ExternalName":
      return spec.externalName ?? "";
    default:
      return unknown;
  }
}

function ports({ spec }: Service): string {
  const texts = (spec?.ports ?? []).map(({ port, nodePort, protocol }) =>
    nodePort ? `${port}:${nodePort}/${protocol ?? ""}` : `${port}/${protocol ?? ""}`,
  );
  return texts.length === 0 ? none : texts.join(",");
}
