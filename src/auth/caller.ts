/**
 * Who a request comes from, and the two groups the server adds by itself.
 */
export interface Caller {
  readonly name: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

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
