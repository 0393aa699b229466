/** Lives of built-in objects. */
import { kindScenarios } from "./kind-scenarios.js";
import { mapScenarios } from "./map-scenarios.js";
import { podScenarios } from "./pod-scenarios.js";
import { recordScenarios } from "./record-scenarios.js";
import { refusalScenarios } from "./refusal-scenarios.js";
import type { Scenario } from "./scenario.js";

export const nativeScenarios: readonly Scenario[] = [
  ...mapScenarios,
  ...recordScenarios,
  ...podScenarios,
  ...kindScenarios,
  ...refusalScenarios,
];
