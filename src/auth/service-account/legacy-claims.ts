/** What a token of the old kind says, which lies in a secret and has no end, with kube-apiserver's texts for what it does not say. */
import { accountGroups, accountUserName } from "../../meta/service-account.js";
import type { Caller } from "../caller.js";
import { withAuthenticated } from "../token-file.js";

/** Of the tokens a controller puts into secrets, whatever issuer the server names. */
export const legacyIssuer = "kubernetes/serviceaccount";

export interface LegacyAccount {
  readonly namespace: string;
  readonly secret: string;
  readonly name: string;
  readonly uid: string;
}

const prefix = "kubernetes.io/serviceaccount";

/** Of a token whose signature has been checked. */
export function readLegacyClaims(
  payload: Readonly<Record<string, unknown>>,
): { readonly account: LegacyAccount } | { readonly error: string } {
  const text = (claim: string): string => (typeof payload[claim] === "string" ? payload[claim] : "");
  const subject = text("sub");
  const account = {
    namespace: text(`${prefix}/namespace`),
    secret: text(`${prefix}/secret.name`),
    name: text(`${prefix}/service-account.name`),
    uid: text(`${prefix}/service-account.uid`),
  };
  const claims = {
    sub: subject,
    namespace: account.namespace,
    secretName: account.secret,
    serviceAccountName: account.name,
    serviceAccountUID: account.uid,
  };
  const missing = Object.entries(claims).find(([, value]) => value === "");
  if (missing !== undefined) return { error: `${missing[0]} claim is missing` };
  if (subject !== accountUserName(account.namespace, account.name)) return { error: "sub claim is invalid" };
  return { account };
}

export function legacyCallerOf({ namespace, name, uid }: LegacyAccount): Caller {
  const groups = withAuthenticated(accountGroups(namespace));
  return { name: accountUserName(namespace, name), uid, groups, extra: {} };
}
