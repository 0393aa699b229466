/** What data cannot say about this kind. */
import type { CustomResourceDefinition } from "../../../src/generated/apiextensions.k8s.io/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { setDefaults } from "./defaults.js";

export const hooks: KindHooks<CustomResourceDefinition> = { setDefaults };
