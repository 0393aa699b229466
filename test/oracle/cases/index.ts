/** All comparison cases. */
import type { Case } from "../case.js";
import { basicCases } from "./basic.js";
import { kindCases } from "./kind-cases.js";

export const allCases: readonly Case[] = [...basicCases, ...kindCases];
