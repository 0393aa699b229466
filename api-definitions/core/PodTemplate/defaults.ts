/** Defaults of stored pod templates that depend on other fields. */
import type { PodTemplate } from "../../../src/generated/core/v1/types.js";
import { setTemplateDefaults } from "../../_shared/pod-defaults.js";

export function setDefaults({ template }: PodTemplate): void {
  setTemplateDefaults(template);
}
