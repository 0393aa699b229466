/** May somebody do something in one namespace? */
import type { LocalSubjectAccessReview } from "../../../src/generated/authorization.k8s.io/v1/types.js";
import { type FieldError, invalidValue } from "../../../src/meta/field-error.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import {
  type AccessQuestion,
  answered,
  attributeErrors,
  metadataErrors,
  questionOf,
  refuse,
  shown,
  subjectErrors,
} from "../../_shared/access-review.js";

export const hooks: KindHooks<LocalSubjectAccessReview> = {
  answerCreate: (object, { namespace }) => {
    const question = questionOf(object);
    refuse([
      ...attributeErrors(question),
      ...subjectErrors(question),
      ...metadataErrors(object),
      ...namespaceErrors(question, namespace),
    ]);
    const answer = answered(object);
    return { ...answer, metadata: { namespace, ...answer.metadata } };
  },
};

function namespaceErrors(
  { resourceAttributes, nonResourceAttributes }: AccessQuestion,
  namespace: string,
): FieldError[] {
  const asked = resourceAttributes?.namespace ?? "";
  const errors: FieldError[] = [];
  if (resourceAttributes !== undefined && asked !== namespace) {
    const why = "must match metadata.namespace";
    errors.push(invalidValue("spec.resourceAttributes.namespace", asked, why, "sameNamespace"));
  }
  if (nonResourceAttributes !== undefined) {
    const why = "disallowed on this kind of request";
    errors.push(invalidValue("spec.nonResourceAttributes", shown(nonResourceAttributes), why, "namespacedOnly"));
  }
  return errors;
}
