/** ConfigMaps and Secrets with `immutable: true` keep their content for ever: kubelets stop watching them. */
import { type FieldError, forbiddenField } from "../../src/meta/field-error.js";
import { isSame } from "../../src/meta/same.js";

interface Sealable {
  readonly immutable?: boolean;
}

const why = "field is immutable when `immutable` is set";

/** `fields`: what is sealed besides `immutable` itself. */
export function sealedErrors<T extends Sealable>(
  next: T,
  previous: T,
  fields: readonly (keyof T & string)[],
): readonly FieldError[] {
  if (previous.immutable !== true) return [];
  const opened = next.immutable === true ? [] : [forbiddenField("immutable", why, "sealed")];
  const changed = fields.filter((field) => !isSame(next[field], previous[field]));
  return [...opened, ...changed.map((field) => forbiddenField(field, why, "sealed"))];
}
