/** May the caller do something? */
import type { SelfSubjectAccessReview } from "../../../src/generated/authorization.k8s.io/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { answered, attributeErrors, metadataErrors, questionOf, refuse } from "../../_shared/access-review.js";

export const hooks: KindHooks<SelfSubjectAccessReview> = {
  answerCreate: (object) => {
    refuse([...attributeErrors(questionOf(object)), ...metadataErrors(object)]);
    return answered(object);
  },
};
