/** Defaults of pods that depend on other fields. */
import type { Pod } from "../../../src/generated/core/v1/types.js";
import { setPodOnlyDefaults, setPodSpecDefaults } from "../../_shared/pod-defaults.js";

export function setDefaults({ spec }: Pod): void {
  if (spec === undefined) return;
  setPodSpecDefaults(spec);
  setPodOnlyDefaults(spec);
}
