/** How fast an autoscaler acts when its behavior does not say: up at once, down by any amount. */

import type {
  HorizontalPodAutoscaler,
  HPAScalingPolicy,
  HPAScalingRules,
} from "../../../src/generated/autoscaling/v2/types.js";
import { forgetAnnotations } from "../../_shared/field-annotations.js";
import { keptNames } from "./convert-v1.js";

const upPolicies: readonly HPAScalingPolicy[] = [
  { type: "Pods", value: 4, periodSeconds: 15 },
  { type: "Percent", value: 100, periodSeconds: 15 },
];
const downPolicies: readonly HPAScalingPolicy[] = [{ type: "Percent", value: 100, periodSeconds: 15 }];

export function setDefaults({ metadata, spec }: HorizontalPodAutoscaler): void {
  forgetAnnotations(metadata, keptNames);
  const { behavior } = spec ?? {};
  if (behavior === undefined) return;
  behavior.scaleUp = withPolicies(behavior.scaleUp, upPolicies);
  behavior.scaleUp.stabilizationWindowSeconds ??= 0;
  behavior.scaleDown = withPolicies(behavior.scaleDown, downPolicies);
}

function withPolicies(rules: HPAScalingRules | undefined, policies: readonly HPAScalingPolicy[]): HPAScalingRules {
  return { selectPolicy: "Max", policies: policies.map((policy) => ({ ...policy })), ...rules };
}
