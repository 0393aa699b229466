/** The addresses of endpoints that are ready. */
import type { EndpointSubset, Endpoints } from "../../../src/generated/core/v1/types.js";
import { age, type Cells, firstThree, none } from "../../_shared/printing.js";

export const cells: Cells<Endpoints> = {
  Endpoints: ({ subsets }) =>
    subsets === undefined || subsets.length === 0 ? none : firstThree(subsets.flatMap(addresses)),
  Age: age,
};

function addresses({ addresses, ports }: EndpointSubset): string[] {
  const ips = (addresses ?? []).map((address) => address.ip);
  if (ports === undefined || ports.length === 0) return ips;
  return ports.flatMap(({ port }) => ips.map((ip) => (ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`)));
}
