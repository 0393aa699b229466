/** Keywords that mean the same in the schema language and in OpenAPI documents, in the order definitions have them. */
import type { Schema } from "./schema.js";

/** What limits a value. */
export const limitKeywords = [
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "pattern",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "uniqueItems",
] as const satisfies readonly (keyof Schema)[];

/** Kubernetes' extensions. */
export const extensionKeywords = [
  "x-kubernetes-list-type",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-map-type",
  "x-kubernetes-patch-strategy",
  "x-kubernetes-patch-merge-key",
  "x-kubernetes-int-or-string",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-embedded-resource",
  "x-kubernetes-unions",
  "x-kubernetes-validations",
  "x-kubernetes-group-version-kind",
] as const satisfies readonly (keyof Schema)[];
