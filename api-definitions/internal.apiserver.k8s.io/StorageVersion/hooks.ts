/** What data cannot say about this kind. */
import type { StorageVersion } from "../../../src/generated/internal.apiserver.k8s.io/v1alpha1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<StorageVersion> = { cells };
