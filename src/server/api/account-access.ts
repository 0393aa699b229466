/** What service accounts bring to the API: they are let in, get tokens, are told of in reviews, and others can check their tokens. */
import type { TokenUses } from "../../auth/service-account/token-uses.js";
import { type AccountsAndOthers, withAccounts } from "../../auth/service-account/with-accounts.js";
import type { TokenIssuer, TokenKnowledge } from "../../registry/resource-definition.js";
import type { StorageOf } from "../../registry/rest-storage.js";
import type { ApiParts } from "../config.js";
import type { MetricFamily } from "../metrics/sample.js";
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
  { options, clock, metrics, logger, authenticator: others }: ApiParts,
  storageOf: StorageOf,
): Promise<AccountAccess> {
  const { serviceAccounts, serving } = options;
  const { audiences, issuers, jwksUri } = serviceAccounts;
  const { issuer, keys, authenticator, uses } = await prepareServiceAccounts(serviceAccounts, clock);
  const accounts = authenticator(storageOf, async (account, date) => {
    const { noteLegacyUse } = await import("../../controlplane/legacy-use.js");
    await noteLegacyUse(storageOf, account, date).catch((error: unknown) =>
      logger.warn("the use of a token could not be noted on its secret", { secret: account.secret, error }),
    );
  });
  for (const family of useFamilies(uses)) metrics.add(family);
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

type Use = "invalidLegacyAuto" | "legacy" | "legacyAuto" | "legacyManual" | "stale" | "valid";

function useFamilies(uses: TokenUses): readonly MetricFamily[] {
  const family = (which: Use, name: string, help: string): MetricFamily => ({
    name: `serviceaccount_${name}_total`,
    type: "counter",
    help,
    collect: () => [{ labels: {}, value: uses[which] }],
  });
  return [
    family("stale", "stale_tokens", "Uses of service account tokens that should have been renewed."),
    family("valid", "valid_tokens", "Uses of service account tokens that are to be renewed later."),
    family("legacy", "legacy_tokens", "Uses of service account tokens kept in secrets."),
    family("legacyAuto", "legacy_auto_token_uses", "The same, of secrets their account names."),
    family("legacyManual", "legacy_manual_token_uses", "The same, of secrets somebody made."),
    family("invalidLegacyAuto", "invalid_legacy_auto_token_uses", "Attempts with tokens marked as invalid."),
  ];
}
