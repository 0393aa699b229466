/** Addresses and ports of a slice, the first three of each. */
import type { EndpointSlice } from "../../../src/generated/discovery.k8s.io/v1/types.js";
import { age, type Cells, firstThree, unset } from "../../_shared/printing.js";

export const cells: Cells<EndpointSlice> = {
  AddressType: ({ addressType }) => addressType,
  Ports: ({ ports }) =>
    firstThree((ports ?? []).map(({ port, name }) => (port === undefined ? (name ?? "*") : String(port)))) || unset,
  Endpoints: ({ endpoints }) => firstThree((endpoints ?? []).flatMap((endpoint) => endpoint.addresses)) || unset,
  Age: age,
};
