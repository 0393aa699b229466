/** What service accounts bring to the API: they are let in, get tokens, are told of in reviews, and others can check their tokens. */
import { type AccountsAndOthers, withAccounts } from "../../auth/service-account/with-accounts.js";
import type { TokenIssuer, TokenKnowledge } from "../../registry/resource-definition.js";
import type { StorageOf } from "../../registry/rest-storage.js";
import type { ApiParts } from "../config.js";
import { isHttps } from "../options/service-account-options.js";
import { prepareServiceAccounts } from "../service-accounts.js";
import { createOpenIdRoutes, type OpenIdRoutes, openIdPaths } from "./openid-routes.js";
import { tokenKnowledge } from "./token-knowledge.js";

export interface AccountAccess {
  /** Service accounts, and whoever else may come. */
  readonly authenticator: AccountsAndOthers;
  readonly issuer: TokenIssuer;
  readonly tokens: TokenKnowledge;
  /** Absent: nobody could find the documents of such an issuer. */
  readonly openId: OpenIdRoutes | undefined;
  /** For the list at `/`. */
  readonly paths: readonly string[];
}

/** Throws `StartError`. */
export async function accountAccess(
  { options, clock, authenticator: others }: ApiParts,
  storageOf: StorageOf,
): Promise<AccountAccess> {
  const { serviceAccounts, serving } = options;
  const { audiences, issuers, jwksUri } = serviceAccounts;
  const { issuer, keys, authenticator } = await prepareServiceAccounts(serviceAccounts, clock);
  const accounts = authenticator(storageOf);
  const [first = ""] = issuers;
  const ownUri = `https://${serving.externalHostname ?? serving.address}:${serving.port}/openid/v1/jwks`;
  const isFound = isHttps(first);
  return {
    authenticator: withAccounts(others, accounts, audiences),
    issuer,
    tokens: tokenKnowledge({ others, accounts, audiences }),
    openId: isFound ? createOpenIdRoutes({ issuer: first, jwksUri: jwksUri ?? ownUri, keys }) : undefined,
    paths: isFound ? openIdPaths : [],
  };
}
