/** What a service account's token says, as kube-apiserver writes it, and whom it lets in. */
import { accountGroups, accountUserName } from "../../meta/service-account.js";
import type { Caller } from "../caller.js";
import { withAuthenticated } from "../token-file.js";

export interface NamedRef {
  readonly name: string;
  readonly uid: string;
}

/** The claim `kubernetes.io`. */
export interface AccountClaims {
  readonly namespace: string;
  readonly serviceaccount: NamedRef;
  readonly pod?: NamedRef;
  readonly secret?: NamedRef;
  readonly node?: NamedRef;
}

/** Of a token whose signature has been checked; times are seconds since the epoch. */
export interface TokenContent {
  readonly id: string;
  readonly audiences: readonly string[];
  readonly issuedAt?: number;
  readonly notBefore?: number;
  readonly expiresAt?: number;
  /** Past it the token is stale: it should have been renewed by then. */
  readonly warnAfter?: number;
  readonly account: AccountClaims;
}

/** undefined: it says nothing of a service account. */
export function readClaims(payload: Readonly<Record<string, unknown>>): TokenContent | undefined {
  const { jti, aud, iat, nbf, exp, "kubernetes.io": kubernetes } = payload;
  const claims = recordOf(kubernetes);
  const account = refOf(claims?.serviceaccount);
  if (claims === undefined || account === undefined || typeof claims.namespace !== "string") return undefined;
  return {
    id: typeof jti === "string" ? jti : "",
    audiences: [aud].flat().filter((one) => typeof one === "string"),
    ...numbers({ issuedAt: iat, notBefore: nbf, expiresAt: exp, warnAfter: claims.warnafter }),
    account: {
      namespace: claims.namespace,
      serviceaccount: account,
      ...refs({ pod: claims.pod, secret: claims.secret, node: claims.node }),
    },
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

function refOf(value: unknown): NamedRef | undefined {
  const { name = "", uid = "" } = recordOf(value) ?? {};
  return typeof name === "string" && typeof uid === "string" && name !== "" ? { name, uid } : undefined;
}

function refs(of: Readonly<Record<string, unknown>>): Readonly<Record<string, NamedRef>> {
  return Object.fromEntries(
    Object.entries(of).flatMap(([kind, value]) => {
      const ref = refOf(value);
      return ref === undefined ? [] : [[kind, ref]];
    }),
  );
}

function numbers(of: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(of).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
  );
}

export function callerOf({ id, account }: TokenContent): Caller {
  const { namespace, serviceaccount, pod, node } = account;
  const about = (kind: string, ref: NamedRef | undefined): Readonly<Record<string, readonly string[]>> => ({
    ...(ref === undefined ? {} : { [`authentication.kubernetes.io/${kind}-name`]: [ref.name] }),
    ...((ref?.uid ?? "") === "" ? {} : { [`authentication.kubernetes.io/${kind}-uid`]: [ref?.uid ?? ""] }),
  });
  return {
    name: accountUserName(namespace, serviceaccount.name),
    uid: serviceaccount.uid,
    groups: withAuthenticated(accountGroups(namespace)),
    extra: {
      ...(id === "" ? {} : { "authentication.kubernetes.io/credential-id": [`JTI=${id}`] }),
      ...about("node", node),
      ...about("pod", pod),
    },
  };
}
