/** Which requests go to which priority level. */
import type { FlowSchema } from "../../../src/generated/flowcontrol.apiserver.k8s.io/v1/types.js";
import { age, type Cells, none } from "../../_shared/printing.js";

export const cells: Cells<FlowSchema> = {
  PriorityLevel: ({ spec }) => spec?.priorityLevelConfiguration.name ?? "",
  MatchingPrecedence: ({ spec }) => spec?.matchingPrecedence ?? 0,
  DistinguisherMethod: ({ spec }) => spec?.distinguisherMethod?.type ?? none,
  Age: age,
  MissingPL: ({ status }) => status?.conditions?.find((one) => one.type === "Dangling")?.status ?? "?",
};
