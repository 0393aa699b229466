/**
 * Questions about what somebody may do. While everything is allowed, every well-formed question has the same answer; an
 * ill-formed one is refused as kube-apiserver does, whose errors name no kind here.
 */
import type {
  NonResourceAttributes,
  SubjectAccessReviewSpec,
  SubjectAccessReviewStatus,
} from "../../src/generated/authorization.k8s.io/v1/types.js";
import { type FieldError, invalidValue } from "../../src/meta/field-error.js";
import type { KubeObject } from "../../src/meta/object.js";
import { invalid } from "../../src/meta/status.js";
import { ignoredSelectors, selectorErrors } from "./access-selectors.js";

export type AccessQuestion = Partial<SubjectAccessReviewSpec>;

export function questionOf(object: KubeObject): AccessQuestion {
  return (object.spec ?? {}) as AccessQuestion;
}

/** What is asked: a resource or a path, never both. */
export function attributeErrors({ resourceAttributes, nonResourceAttributes }: AccessQuestion): FieldError[] {
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    const why = "cannot be specified in combination with resourceAttributes";
    return [invalidValue("spec.nonResourceAttributes", shown(nonResourceAttributes), why, "oneOf")];
  }
  if (resourceAttributes === undefined && nonResourceAttributes === undefined) {
    const why = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
    return [invalidValue("spec.resourceAttributes", null, why, "oneOf")];
  }
  return selectorErrors(resourceAttributes);
}

/** Who is asked about. */
export function subjectErrors({ user = "", groups = [] }: AccessQuestion): FieldError[] {
  if (user !== "" || groups.length > 0) return [];
  return [invalidValue("spec.user", user, "at least one of user or group must be specified", "subject")];
}

/** A question has no identity. The namespace is the path's, and who asked what is recorded all the same. */
export function metadataErrors({ metadata }: KubeObject): FieldError[] {
  const { namespace: _, managedFields, ...rest } = metadata;
  if (Object.keys(rest).length === 0) return [];
  const shown = managedFields === undefined ? rest : { ...rest, managedFields };
  return [invalidValue("metadata", shown, "must be empty", "empty")];
}

/** The question with its answer. */
export function answered(question: KubeObject): KubeObject {
  const { managedFields } = question.metadata;
  const evaluationError = ignoredSelectors(questionOf(question).resourceAttributes);
  const status: SubjectAccessReviewStatus = {
    allowed: true,
    ...(evaluationError === undefined ? {} : { evaluationError }),
  };
  return { ...question, metadata: managedFields === undefined ? {} : { managedFields }, status };
}

/** Throws StatusError when there are errors. */
export function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid({ group: "authorization.k8s.io", kind: "" }, "", errors);
}

/** As Go prints the struct: by its field names. */
export function shown({ path = "", verb = "" }: NonResourceAttributes): { Path: string; Verb: string } {
  return { Path: path, Verb: verb };
}
