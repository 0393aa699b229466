/**
 * For containers, a bound that is not given follows from the next one: limit from maximum, request from limit, else
 * from minimum.
 */
import type { LimitRange } from "../../../src/generated/core/v1/types.js";

export function setDefaults({ spec }: LimitRange): void {
  for (const item of spec?.limits ?? []) {
    if (item.type !== "Container") continue;
    const limits = { ...item.max, ...item.default };
    const requests = { ...item.min, ...limits, ...item.defaultRequest };
    if (Object.keys(limits).length > 0) item.default = limits;
    if (Object.keys(requests).length > 0) item.defaultRequest = requests;
  }
}
