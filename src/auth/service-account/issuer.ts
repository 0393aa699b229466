/** Signs tokens for service accounts. The library that does it is loaded with the first token. */
import type { TokenClaims, TokenIssuer, TokenLimits } from "../../registry/resource-definition.js";
import type { KeyRing } from "./key-ring.js";

export interface IssuerOptions {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly limits: TokenLimits;
  readonly keys: KeyRing;
  readonly newId: () => string;
}

export function createTokenIssuer({ issuer, audiences, limits, keys, newId }: IssuerOptions): TokenIssuer {
  return {
    audiences,
    limits,
    sign: async (claims: TokenClaims) => {
      const [{ SignJWT }, key] = await Promise.all([import("jose"), keys.signing()]);
      const payload = {
        aud: [...claims.audiences],
        exp: claims.expiresAt,
        iat: claims.issuedAt,
        iss: issuer,
        jti: newId(),
        "kubernetes.io": claims.kubernetes,
        nbf: claims.issuedAt,
        sub: claims.subject,
      };
      return new SignJWT(payload).setProtectedHeader({ alg: key.algorithm, kid: key.id }).sign(key.privateKey);
    },
  };
}
