/** Defaults of pods that depend on other fields. */
import type { Pod } from "../../../src/generated/core/v1/types.js";
import { forgetPastAnnotations, setPodOnlyDefaults, setPodSpecDefaults } from "../../_shared/pod-defaults.js";
import { alignAddresses } from "./addresses.js";

export function setDefaults({ metadata, spec, status }: Pod): void {
  forgetPastAnnotations(metadata);
  if (status !== undefined) alignAddresses(status);
  if (spec === undefined) return;
  setPodSpecDefaults(spec);
  setPodOnlyDefaults(spec);
}
