/**
 * Selectors in questions about access: either a text or requirements. What cannot be read as a selector is ignored, and the answer says
 * so; only what is plainly ill-formed is refused.
 */
import type { ResourceAttributes } from "../../src/generated/authorization.k8s.io/v1/types.js";
import { type FieldError, forbiddenField, invalidValue, required } from "../../src/meta/field-error.js";
import { labelValue, qualifiedName } from "../../src/meta/formats.js";
import { parseLabelSelector } from "../../src/meta/label-selector.js";

type Name = "fieldSelector" | "labelSelector";
const names: readonly Name[] = ["fieldSelector", "labelSelector"];

interface Requirement {
  readonly key?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}

export function selectorErrors(attributes: ResourceAttributes = {}): FieldError[] {
  return names.flatMap((name) => {
    const selector = attributes[name];
    if (selector === undefined) return [];
    const { rawSelector = "", requirements = [] } = selector;
    const field = `spec.resourceAttributes.${name}`;
    if (rawSelector !== "" && requirements.length > 0) {
      const why = "may not specified at the same time as requirements";
      return [invalidValue(`${field}.rawSelector`, rawSelector, why, "oneOf")];
    }
    if (rawSelector === "" && requirements.length === 0) {
      return [required(`${field}.requirements`, `when ${field} is specified, requirements or rawSelector is required`)];
    }
    return requirements.flatMap((one, index) => requirementErrors(name, one, `${field}.requirements[${index}]`));
  });
}

function requirementErrors(name: Name, { key = "", operator, values = [] }: Requirement, field: string): FieldError[] {
  const ofValues = `${field}.values`;
  const errors: FieldError[] = [];
  if ((operator === "In" || operator === "NotIn") && values.length === 0) {
    errors.push(required(ofValues, "must be specified when `operator` is 'In' or 'NotIn'"));
  }
  if ((operator === "Exists" || operator === "DoesNotExist") && values.length > 0) {
    const why = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
    errors.push(forbiddenField(ofValues, why, "valuesOfOperator"));
  }
  if (name === "fieldSelector") return key === "" ? [...errors, required(`${field}.key`, "must be specified")] : errors;
  for (const text of qualifiedName(key)) errors.push(invalidValue(`${field}.key`, key, text, "format:labelKey"));
  for (const [index, value] of values.entries()) {
    for (const text of labelValue(value)) {
      errors.push(invalidValue(`${ofValues}[${index}]`, value, text, "format:labelValue"));
    }
  }
  return errors;
}

/** What of the question was ignored; undefined: nothing. */
export function ignoredSelectors(attributes: ResourceAttributes = {}): string | undefined {
  const texts = names.flatMap((name) => {
    const selector = attributes[name];
    const how = selector === undefined ? "" : ignored(name, selector);
    return how === "" ? [] : [`spec.resourceAttributes.${name} ${how} due to parse error`];
  });
  return texts.length === 0 ? undefined : texts.join("; ");
}

function ignored(
  name: Name,
  { rawSelector = "", requirements = [] }: { rawSelector?: string; requirements?: readonly Requirement[] },
): string {
  if (rawSelector !== "") return isReadable(name, rawSelector) ? "" : "ignored";
  const usable = requirements.filter((one) => isUsable(name, one)).length;
  if (usable === requirements.length) return "";
  return usable === 0 ? "ignored" : "partially ignored";
}

/** Whatever the fields are called. */
const fieldsText = /^[^=!,]+(==?|!=)[^=!,]*(,[^=!,]+(==?|!=)[^=!,]*)*$/;

function isReadable(name: Name, text: string): boolean {
  if (name === "labelSelector") return parseLabelSelector(text).ok;
  return fieldsText.test(text);
}

/** Authorizers know equality of fields only. */
function isUsable(name: Name, { operator = "", values = [] }: Requirement): boolean {
  const isSet = operator === "In" || operator === "NotIn";
  return name === "fieldSelector" ? isSet && values.length === 1 : isSet || /^(Exists|DoesNotExist)$/.test(operator);
}
