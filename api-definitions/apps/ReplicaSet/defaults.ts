/** Defaults of replica sets that depend on other fields. */
import type { ReplicaSet } from "../../../src/generated/apps/v1/types.js";
import { setTemplateDefaults } from "../../_shared/pod-defaults.js";

export function setDefaults({ spec }: ReplicaSet): void {
  setTemplateDefaults(spec?.template);
}
