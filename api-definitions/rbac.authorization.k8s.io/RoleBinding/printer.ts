/** Who gets which role. */
import type { RoleBinding } from "../../../src/generated/rbac.authorization.k8s.io/v1/types.js";
import { age, type Cells, subjectNames } from "../../_shared/printing.js";

export const cells: Cells<RoleBinding> = {
  Role: ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`,
  Age: age,
  Users: ({ subjects }) => subjectNames(subjects, "User"),
  Groups: ({ subjects }) => subjectNames(subjects, "Group"),
  ServiceAccounts: ({ subjects }) => subjectNames(subjects, "ServiceAccount"),
};
