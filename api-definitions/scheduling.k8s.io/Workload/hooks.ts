/** What data cannot say about this kind. */
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { droppingHooks } from "../../_shared/dropped-fields.js";
import { podGroupFeatures } from "../../_shared/pod-group-features.js";
import { age } from "../../_shared/printing.js";

export const hooks: KindHooks = {
  cells: { Age: age },
  ...droppingHooks(...podGroupFeatures("spec.podGroupTemplates[]")),
};
