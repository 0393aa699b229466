/** What data cannot say about this kind. */
import type { ClusterRoleBinding } from "../../../src/generated/rbac.authorization.k8s.io/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { setDefaults } from "./defaults.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<ClusterRoleBinding> = { cells, setDefaults };
