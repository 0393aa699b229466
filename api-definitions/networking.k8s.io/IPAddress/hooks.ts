/** What data cannot say about this kind. */
import type { IPAddress } from "../../../src/generated/networking.k8s.io/v1/types.js";
import { type FieldError, invalidValue } from "../../../src/meta/field-error.js";
import { canonicalAddress, ipAddress } from "../../../src/meta/ip-format.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<IPAddress> = { cells, validate: nameErrors };

/** The name is the address, in the one way of writing it that leaves no choice. */
function nameErrors({ metadata }: IPAddress): readonly FieldError[] {
  const { name = "" } = metadata;
  const wrong = ipAddress(name);
  if (wrong.length > 0) return wrong.map((why) => invalidValue("metadata.name", name, why, "ip"));
  const canonical = canonicalAddress(name);
  if (canonical === name) return [];
  return [invalidValue("metadata.name", name, `must be in canonical form ("${canonical}")`, "canonicalIp")];
}
