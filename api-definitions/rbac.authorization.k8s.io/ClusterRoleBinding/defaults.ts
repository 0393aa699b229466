/** Defaults of bindings that depend on other fields. */
import type { ClusterRoleBinding } from "../../../src/generated/rbac.authorization.k8s.io/v1/types.js";
import { setSubjectDefaults } from "../../_shared/rbac-defaults.js";

export function setDefaults({ subjects }: ClusterRoleBinding): void {
  setSubjectDefaults(subjects);
}
