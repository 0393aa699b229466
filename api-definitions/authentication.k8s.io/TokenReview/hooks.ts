/** Whose a token is, and for which of the audiences asked. */
import type { TokenReview } from "../../../src/generated/authentication.k8s.io/v1/types.js";
import type { KubeObject } from "../../../src/meta/object.js";
import { badRequest } from "../../../src/meta/status.js";
import type { AnswerContext, KindHooks } from "../../../src/registry/resource-definition.js";
import { userInfo } from "../../_shared/user-info.js";

export const hooks: KindHooks<TokenReview> = { answerCreate: review };

/** Rejects with StatusError. */
async function review(object: KubeObject, { tokens }: AnswerContext): Promise<KubeObject> {
  const { token = "", audiences = [] } = (object as TokenReview).spec;
  if (token === "") throw badRequest("token is required for TokenReview in authentication");
  const verdict = await tokens.review(token, audiences.length > 0 ? audiences : tokens.audiences);
  const { namespace: _, ...metadata } = object.metadata;
  const status =
    "error" in verdict
      ? { user: {}, error: verdict.error }
      : { authenticated: true, user: userInfo(verdict.caller), audiences: [...verdict.audiences] };
  return { ...object, metadata, status };
}
