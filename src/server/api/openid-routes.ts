/** The documents by which others can check this server's service account tokens: where the keys are, and the keys. */

import { type KeyRing, ownAlgorithm } from "../../auth/service-account/key-ring.js";
import type { VerifyingKey } from "../../auth/service-account/keys.js";
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
    if (path === configurationPath)
      return answer(context, options.keys, { contentType: "application/json", document: configuration(options) });
    return answer(context, options.keys, { contentType: "application/jwk-set+json", document: keySet(options) });
  };
}

interface Answer {
  readonly contentType: string;
  readonly document: Promise<object>;
}

async function answer(context: RequestContext, keys: KeyRing, { contentType, document }: Answer): Promise<void> {
  const body = JSON.stringify(await document);
  context.code = 200;
  // The first key is made with the first token: a set without it must not be kept.
  const caching = (await keys.verifying()).length === 0 ? "no-store" : "public, max-age=3600";
  const headers = ["Audit-Id", context.auditId, "Cache-Control", caching, "Content-Type", contentType];
  context.response.send(200, headers, body);
}

async function configuration({ issuer, jwksUri, keys }: OpenIdOptions): Promise<object> {
  const all = await keys.verifying();
  return {
    issuer,
    jwks_uri: jwksUri,
    response_types_supported: ["id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: all.length === 0 ? [ownAlgorithm] : algorithmsOf(all),
  };
}

function algorithmsOf(keys: readonly VerifyingKey[]): readonly string[] {
  return [...new Set(keys.map(({ algorithm }) => algorithm))].sort();
}

async function keySet({ keys }: OpenIdOptions): Promise<object> {
  const all = await keys.verifying();
  return {
    keys: all.map(({ publicKey, id, algorithm }) => {
      const { kty, ...numbers } = publicKey.export({ format: "jwk" });
      return { use: "sig", kty, kid: id, alg: algorithm, ...numbers };
    }),
  };
}
