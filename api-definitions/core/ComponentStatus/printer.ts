/** How a component fares. */
import type { ComponentStatus } from "../../../src/generated/core/v1/types.js";
import { type Cells, findCondition } from "../../_shared/printing.js";

export const cells: Cells<ComponentStatus> = {
  Status: ({ conditions }) => healthTexts.get(findCondition(conditions, "Healthy")?.status ?? "") ?? "Unknown",
  Message: ({ conditions }) => findCondition(conditions, "Healthy")?.message ?? "",
  Error: ({ conditions }) => findCondition(conditions, "Healthy")?.error ?? "",
};

const healthTexts: ReadonlyMap<string, string> = new Map([
  ["True", "Healthy"],
  ["False", "Unhealthy"],
]);
