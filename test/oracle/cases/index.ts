/** All comparison cases. */
import type { Case } from "../case.js";
import { basicCases } from "./basic.js";

export const allCases: readonly Case[] = [...basicCases];
