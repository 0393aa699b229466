/** What data cannot say about this kind. */
import type { Endpoints } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { warnOfAddress } from "../../_shared/address-warnings.js";
import { cells } from "./printer.js";

function addressWarnings({ subsets }: Endpoints): readonly string[] {
  const warnings: string[] = [];
  for (const [index, { addresses, notReadyAddresses }] of (subsets ?? []).entries()) {
    for (const [field, list] of Object.entries({ addresses, notReadyAddresses })) {
      for (const [at, { ip }] of (list ?? []).entries()) {
        warnOfAddress(`subsets[${index}].${field}[${at}].ip`, ip, warnings);
      }
    }
  }
  return warnings;
}

export const hooks: KindHooks<Endpoints> = {
  cells,
  warningsOnCreate: addressWarnings,
  warningsOnUpdate: addressWarnings,
};
