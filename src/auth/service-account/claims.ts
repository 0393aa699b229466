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

/** Of a token that says nothing of a service account; nobody has this name. */
const nobody: AccountClaims = { namespace: "", serviceaccount: { name: "", uid: "" } };

/** With the error of the library kube-apiserver reads tokens with. */
export function readClaims(payload: Readonly<Record<string, unknown>>): TokenContent | { readonly error: string } {
  const { jti, iat, nbf, exp, "kubernetes.io": kubernetes } = payload;
  const audiences = readAudiences(payload);
  if (audiences === undefined) return fault("string or array value to unmarshal to Audience");
  const isTime = (value: unknown): boolean => value === undefined || value === null || typeof value === "number";
  if (![iat, nbf, exp].every(isTime)) return fault("number value to unmarshal NumericDate");
  const claims = recordOf(kubernetes);
  const account = refOf(claims?.serviceaccount);
  return {
    id: typeof jti === "string" ? jti : "",
    audiences,
    ...numbers({ issuedAt: iat, notBefore: nbf, expiresAt: exp, warnAfter: claims?.warnafter }),
    account:
      claims === undefined || account === undefined
        ? nobody
        : {
            namespace: typeof claims.namespace === "string" ? claims.namespace : "",
            serviceaccount: account,
            ...refs({ pod: claims.pod, secret: claims.secret, node: claims.node }),
          },
  };
}

function fault(expected: string): { readonly error: string } {
  return { error: `go-jose/go-jose/jwt: expected ${expected}` };
}

/** None given is none; undefined: they are no audiences. */
function readAudiences(payload: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  if (!Object.hasOwn(payload, "aud")) return [];
  const { aud } = payload;
  const all: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return all.every((one) => typeof one === "string") ? all : undefined;
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
