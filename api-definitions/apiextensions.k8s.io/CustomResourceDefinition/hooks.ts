/** What data cannot say about this kind. */
import type { CustomResourceDefinition } from "../../../src/generated/apiextensions.k8s.io/v1/types.js";
import { type FieldError, invalidValue } from "../../../src/meta/field-error.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { setDefaults } from "./defaults.js";
import { formatWarnings } from "./formats.js";

export const hooks: KindHooks<CustomResourceDefinition> = {
  warningsOnCreate: (object) => formatWarnings(object),
  warningsOnUpdate: formatWarnings,
  setDefaults,
  prepareForCreate: ({ spec, status }) => {
    const stored = (spec.versions ?? []).find((version) => version.storage);
    if (status !== undefined && stored !== undefined) status.storedVersions = [stored.name];
  },
  validate: nameErrors,
};

function nameErrors({ metadata, spec }: CustomResourceDefinition): readonly FieldError[] {
  if (metadata.name === `${spec.names.plural}.${spec.group}`) return [];
  const why = 'must be spec.names.plural+"."+spec.group';
  return [invalidValue("metadata.name", metadata.name ?? "", why, "pluralAndGroup")];
}
