/** The documents by which others can check this server's service account tokens: where the keys are, and the keys. */

import type { KeyRing } from "../../auth/service-account/key-ring.js";
import type { RequestContext } from "../../endpoints/context.js";
import { methodNotAllowed } from "../../meta/status.js";

export interface OpenIdOptions {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly keys: KeyRing;
}

/** undefined: the path is none of these. */
export type OpenIdRoutes = (context: RequestContext) => Promise<void> | undefined;

export const openIdPaths: readonly string[] = ["/.well-known/openid-configuration", "/openid/v1/jwks"];
const [configurationPath, keysPath] = openIdPaths;

export function createOpenIdRoutes(options: OpenIdOptions): OpenIdRoutes {
  return (context) => {
    const { method } = context.request;
    const path = context.request.path.replace(/\/$/, "");
    if (path !== configurationPath && path !== keysPath) return undefined;
    if (method !== "GET") throw methodNotAllowed();
    if (path === configurationPath) return answer(context, "application/json", configuration(options));
    return answer(context, "application/jwk-set+json", keySet(options));
  };
}

async function answer(context: RequestContext, contentType: string, document: Promise<object>): Promise<void> {
  const body = JSON.stringify(await document);
  context.code = 200;
  const headers = ["Audit-Id", context.auditId, "Cache-Control", "public, max-age=3600", "Content-Type", contentType];
  context.response.send(200, headers, body);
}

async function configuration({ issuer, jwksUri, keys }: OpenIdOptions): Promise<object> {
  const all = await published(keys);
  return {
    issuer,
    jwks_uri: jwksUri,
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: [...new Set(all.map(({ algorithm }) => algorithm))].sort(),
  };
}

async function keySet({ keys }: OpenIdOptions): Promise<object> {
  const all = await published(keys);
  return {
    keys: all.map(({ publicKey, id, algorithm }) => {
      const { kty, ...numbers } = publicKey.export({ format: "jwk" });
      return { use: "sig", kty, kid: id, alg: algorithm, ...numbers };
    }),
  };
}

/** Who asks wants to check a token, so there will be a key. */
async function published(keys: KeyRing) {
  await keys.signing();
  return keys.verifying();
}
