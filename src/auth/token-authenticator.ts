/**
 * Turns an Authorization header into a caller.
 *
 * Hot path: called for every request; a header seen before costs one Map look-up of the whole header string. The Map
 * compares strings in variable time, which tells a remote guesser nothing usable: a look-up hashes the whole
 * attacker-chosen string with a per-process seed before anything is compared, and tokens carry 256 random bits.
 *
 * Rules are kube-apiserver's: the header is trimmed and split at single spaces; the scheme is `bearer` in any case;
 * the token is the second word and the rest is ignored; a header of another scheme, or without a token, is no
 * credential at all (anonymous), while a wrong token is an error.
 */
import { anonymousCaller, type Caller } from "./caller.js";

export type Authentication =
  | { readonly kind: "authenticated"; readonly caller: Caller; readonly warning?: string }
  | { readonly kind: "anonymous"; readonly caller: Caller; readonly warning?: string }
  | { readonly kind: "rejected" };

export interface TokenAuthenticator {
  /** The caller, or undefined when the token is wrong. A header without credentials is the anonymous caller. */
  authenticate(authorizationHeader: string | undefined): Caller | undefined;
  /** The same with the reason, for callers that must tell an anonymous request or send the warning. */
  examine(authorizationHeader: string | undefined): Authentication;
}

const anonymous: Authentication = { kind: "anonymous", caller: anonymousCaller };
const extraSpace: Authentication = {
  kind: "anonymous",
  caller: anonymousCaller,
  warning: "the provided Authorization header contains extra space before the bearer token, and is ignored",
};
const rejected: Authentication = { kind: "rejected" };

/** Different spellings of good headers are few; past this many the memo starts afresh. */
const memoLimit = 4096;

export function createTokenAuthenticator(tokens: ReadonlyMap<string, Caller>): TokenAuthenticator {
  const known = new Map<string, Authentication>();
  // Most servers see one caller far more often than any other: the last good header is checked before the Map.
  let lastHeader = "";
  let lastResult: Authentication = anonymous;

  const examine = (header: string | undefined): Authentication => {
    if (header === undefined) return anonymous;
    if (header === lastHeader) return lastResult;
    const remembered = known.get(header);
    const result = remembered ?? examineHeader(header, tokens);
    // Only good headers are kept: a flood of wrong ones must not grow or flush the memo.
    if (result.kind === "authenticated") {
      if (remembered === undefined) {
        if (known.size >= memoLimit) known.clear();
        known.set(header, result);
      }
      lastHeader = header;
      lastResult = result;
    }
    return result;
  };

  return {
    examine,
    authenticate: (header) => {
      const result = examine(header);
      return result.kind === "rejected" ? undefined : result.caller;
    },
  };
}

/** "": the header holds none. */
export function bearerToken(header: string): string {
  const [scheme = "", token = ""] = header.trim().split(" ");
  return scheme.toLowerCase() === "bearer" ? token : "";
}

function examineHeader(header: string, tokens: ReadonlyMap<string, Caller>): Authentication {
  const token = bearerToken(header);
  if (token === "") return /^bearer {2}[^ ]*$/i.test(header.trim()) ? extraSpace : anonymous;
  const caller = tokens.get(token);
  return caller === undefined ? rejected : { kind: "authenticated", caller };
}
