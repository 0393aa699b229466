/** May somebody do something? */
import type { SubjectAccessReview } from "../../../src/generated/authorization.k8s.io/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import {
  answered,
  attributeErrors,
  metadataErrors,
  questionOf,
  refuse,
  subjectErrors,
} from "../../_shared/access-review.js";

export const hooks: KindHooks<SubjectAccessReview> = {
  answerCreate: (object) => {
    const question = questionOf(object);
    refuse([...attributeErrors(question), ...subjectErrors(question), ...metadataErrors(object)]);
    return answered(object);
  },
};
