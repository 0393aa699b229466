/**
 * Who a request comes from, and the two groups the server adds by itself.
 */
import type { Caller } from "../registry/resource-definition.js";

export type { Caller };

export const allAuthenticated = "system:authenticated";
export const allUnauthenticated = "system:unauthenticated";
/** Members may do everything, whatever the authorizer says. */
export const mastersGroup = "system:masters";

export const anonymousCaller: Caller = {
  name: "system:anonymous",
  uid: "",
  groups: [allUnauthenticated],
  extra: {},
};
