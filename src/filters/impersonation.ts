/**
 * Who a request is to count as: `kubectl --as`. Kubernetes asks its authorizer whether the caller may; here everybody who is
 * authenticated may do everything, this included, and who is not may not. Texts and rules are kube-apiserver's. Loaded by the first
 * request that asks for it.
 */
import { allAuthenticated, allUnauthenticated, anonymousCaller, type Caller } from "../auth/caller.js";
import type { RequestContext } from "../endpoints/context.js";
import { sendStatus } from "../endpoints/respond.js";
import type { HttpRequest } from "../http/message.js";
import { dns1123Label, dns1123Subdomain } from "../meta/formats.js";
import { goQuote, textOfBytes, unescapedBytes, withoutBytes } from "../meta/go-quote.js";
import { accountGroups } from "../meta/service-account.js";
import { badRequest, failure, type StatusError } from "../meta/status.js";
import type { HeaderLines } from "./authentication.js";

interface Asked {
  /** Those that begin with `impersonate-`. */
  readonly lines: HeaderLines;
  readonly isAnonymous: boolean;
}

/** Makes the request count as who its headers say, or answers it. */
export function impersonate(context: RequestContext, { lines, isAnonymous }: Asked): void {
  const wanted = wantedCaller(lines);
  if (wanted === undefined) return;
  const refused = refusal(wanted, isAnonymous ? context.request : undefined);
  if (refused === undefined) context.caller = { ...wanted, groups: completedGroups(wanted) };
  else sendStatus(context, refused.status, refused.code, ["X-Content-Type-Options", "nosniff"]);
}

/** `anonymous`: the request of somebody without credentials. */
function refusal(wanted: Caller, anonymous: HttpRequest | undefined): StatusError | undefined {
  if (wanted.name === "") return badRequest(`requested ${goUser(wanted)} without impersonating a user name`);
  return anonymous === undefined ? undefined : forbiddenTo(anonymous, wanted.name);
}

/** As the headers have it; undefined: they say nothing. Of several names the first one counts. */
function wantedCaller(lines: HeaderLines): Caller | undefined {
  const single = (wanted: string): string => lines.find(([header]) => header === wanted)?.[1] ?? "";
  const name = single("impersonate-user");
  const uid = single("impersonate-uid");
  const groups = lines.flatMap(([header, value]) => (header === "impersonate-group" ? [value] : []));
  const extra: Record<string, string[]> = {};
  for (const [header, value] of lines) {
    if (!header.startsWith(extraPrefix)) continue;
    const key = extraKey(header.slice(extraPrefix.length));
    const values = Object.hasOwn(extra, key) ? (extra[key] ?? []) : [];
    Object.defineProperty(extra, key, {
      value: [...values, value],
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  if (name === "" && uid === "" && groups.length === 0 && Object.keys(extra).length === 0) return undefined;
  return { name, uid, groups, extra };
}

const extraPrefix = "impersonate-extra-";

/** A key with characters no header's name may have is escaped; one with a broken escape is meant as it stands. */
function extraKey(escaped: string): string {
  if (/%(?![0-9a-f]{2})/i.test(escaped)) return escaped;
  return withoutBytes(textOfBytes(unescapedBytes(escaped)));
}

/** A service account has its groups, unless others are named; and everybody is authenticated or is not. */
function completedGroups({ name, groups }: Caller): readonly string[] {
  const account = serviceAccountOf(name);
  const own = groups.length === 0 && account !== undefined ? accountGroups(account.namespace) : groups;
  if (name === anonymousCaller.name) {
    return own.includes(allUnauthenticated) ? own : [...own, allUnauthenticated];
  }
  return own.includes(allAuthenticated) || own.includes(allUnauthenticated) ? own : [...own, allAuthenticated];
}

function serviceAccountOf(user: string): { readonly namespace: string } | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]*):([^:]*)$/.exec(user) ?? [];
  if (namespace === undefined || name === undefined) return undefined;
  const isOne = dns1123Label(namespace).length === 0 && dns1123Subdomain(name).length === 0;
  return isOne ? { namespace } : undefined;
}

/** Without credentials only a few paths are answered, none of them a resource's. */
function forbiddenTo({ method, path }: HttpRequest, user: string): StatusError {
  const kind = user.startsWith("system:node:")
    ? "arbitrary-node"
    : serviceAccountOf(user) === undefined
      ? "user-info"
      : "serviceaccount";
  const verb = `impersonate-on:${kind}:${method.toLowerCase()}`;
  const who = goQuote(anonymousCaller.name);
  return failure("Forbidden", `forbidden: User ${who} cannot ${verb} path ${goQuote(path)}`, { details: {} });
}

/** `%#v` of a user. */
function goUser({ name, uid, groups, extra }: Caller): string {
  const shown = Object.keys(extra)
    .sort()
    .map((key) => `${goQuote(key)}:${goTexts(extra[key] ?? [])}`);
  const extras = shown.length === 0 ? "map[string][]string(nil)" : `map[string][]string{${shown.join(", ")}}`;
  const of = groups.length === 0 ? "[]string(nil)" : goTexts(groups);
  return `&user.DefaultInfo{Name:${goQuote(name)}, UID:${goQuote(uid)}, Groups:${of}, Extra:${extras}}`;
}

function goTexts(texts: readonly string[]): string {
  return `[]string{${texts.map(goQuote).join(", ")}}`;
}
