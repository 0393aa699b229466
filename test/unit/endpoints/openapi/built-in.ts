/** The documents of a server with every built-in API version and every feature on. */
import type { DocumentOptions } from "../../../../src/endpoints/openapi/documents.js";
import { presentGroups } from "../../../support/present-groups.js";

export const builtIn: DocumentOptions = {
  groups: presentGroups,
  shared: async () => ({
    ...(await import("../../../../src/generated/meta/v1/schemas.js")),
    ...(await import("../../../../src/generated/meta/descriptions.js")),
  }),
  info: { title: "Kubernetes", version: "1.36" },
  issuer: true,
  cbor: true,
};
