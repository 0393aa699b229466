/** What data cannot say about this kind. */
import type { PodTemplate } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { droppingHooks, podFeatures } from "../../_shared/dropped-fields.js";
import { templateWarnings } from "../../_shared/pod-warnings.js";
import { setDefaults } from "./defaults.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<PodTemplate> = {
  cells,
  setDefaults,
  ...droppingHooks(...podFeatures("template.spec")),
  ...templateWarnings<PodTemplate>("template", ({ template }) => template),
};
