/** Names a definition does not give follow from its kind. */
import type { CustomResourceDefinition } from "../../../src/generated/apiextensions.k8s.io/v1/types.js";

export function setDefaults({ spec }: CustomResourceDefinition): void {
  const { names } = spec ?? {};
  if (names === undefined || names.kind === "") return;
  if (!names.singular) names.singular = names.kind.toLowerCase();
  if (!names.listKind) names.listKind = `${names.kind}List`;
}
