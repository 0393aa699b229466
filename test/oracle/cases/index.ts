/** All comparison cases. */
import type { Case } from "../case.js";
import { basicCases } from "./basic.js";
import { deletionCases } from "./deletions.js";
import { disruptionCases } from "./disruptions.js";
import { kindCases } from "./kind-cases.js";
import { listCases } from "./lists.js";
import { metadataCases } from "./metadata.js";
import { pathCases } from "./paths.js";
import { tokenCases } from "./tokens.js";
import { watchCases } from "./watches.js";
import { workloadCases } from "./workloads.js";

export const allCases: readonly Case[] = [
  ...basicCases,
  ...metadataCases,
  ...listCases,
  ...watchCases,
  ...deletionCases,
  ...pathCases,
  ...workloadCases,
  ...disruptionCases,
  ...tokenCases,
  ...kindCases,
];
