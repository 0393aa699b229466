/** What data cannot say about this kind: its age, and its tokens. */
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { age } from "../../_shared/printing.js";
import { issueToken } from "./token.js";

export const hooks: KindHooks = { cells: { Age: age }, carryOut: { token: issueToken } };
