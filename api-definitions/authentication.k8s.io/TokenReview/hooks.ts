/** Whose a token is, and for which of the audiences asked. */
import type { TokenReview, TokenReviewStatus } from "../../../src/generated/authentication.k8s.io/v1/types.js";
import type { KubeObject } from "../../../src/meta/object.js";
import { badRequest } from "../../../src/meta/status.js";
import type { AnswerContext, KindHooks } from "../../../src/registry/resource-definition.js";
import { userInfo } from "../../_shared/user-info.js";

export const hooks: KindHooks<TokenReview> = { answerCreate: review };

/** Throws StatusError. */
function review(object: KubeObject, { tokens }: AnswerContext): KubeObject {
  const { token = "", audiences: asked } = (object as TokenReview).spec;
  if (token === "") throw badRequest("token is required for TokenReview in authentication");
  const { namespace: _, ...metadata } = object.metadata;
  return { ...object, metadata, status: answer(tokens, token, asked ?? tokens.audiences) };
}

function answer(
  { whose, audiences }: AnswerContext["tokens"],
  token: string,
  asked: readonly string[],
): TokenReviewStatus {
  const shared = asked.filter((audience) => audiences.includes(audience));
  const caller = shared.length === 0 ? undefined : whose(token);
  if (caller === undefined) return { user: {}, error: "invalid bearer token" };
  return { authenticated: true, user: userInfo(caller), audiences: shared };
}
