/** How many requests a level runs and queues. */
import type { PriorityLevelConfiguration } from "../../../src/generated/flowcontrol.apiserver.k8s.io/v1/types.js";
import { age, type Cells, none } from "../../_shared/printing.js";

export const cells: Cells<PriorityLevelConfiguration> = {
  Type: ({ spec }) => spec?.type ?? "",
  NominalConcurrencyShares: ({ spec }) => spec?.limited?.nominalConcurrencyShares ?? none,
  Queues: ({ spec }) => spec?.limited?.limitResponse?.queuing?.queues ?? none,
  HandSize: ({ spec }) => spec?.limited?.limitResponse?.queuing?.handSize ?? none,
  QueueLengthLimit: ({ spec }) => spec?.limited?.limitResponse?.queuing?.queueLengthLimit ?? none,
  Age: age,
};
