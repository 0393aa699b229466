/** Defaults of role bindings that depend on other fields. */
import type { Subject } from "../../src/generated/rbac.authorization.k8s.io/v1/types.js";

const rbacGroup = "rbac.authorization.k8s.io";

/** Users and groups belong to RBAC's own API group, service accounts to the core one. In place. */
export function setSubjectDefaults(subjects: readonly Subject[] | undefined): void {
  for (const subject of subjects ?? []) {
    if ((subject.kind === "User" || subject.kind === "Group") && !subject.apiGroup) subject.apiGroup = rbacGroup;
  }
}
