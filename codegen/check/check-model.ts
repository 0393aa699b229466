/** Every rule about a loaded model as a whole; each complaint names its place in the file. */
import type { Complain } from "../diagnostics.js";
import type { ApiModel } from "../model/model.js";
import { checkDescriptions } from "./check-descriptions.js";
import { checkGates } from "./check-gates.js";
import { checkKinds } from "./check-kinds.js";
import { checkType } from "./check-schemas.js";

export function checkModel(model: ApiModel, complain: Complain): void {
  for (const type of model.types.values()) if (!type.external) checkType(type, model.types, complain);
  checkKinds(model, complain);
  checkGates(model, complain);
  checkDescriptions(model, complain);
}
