/**
 * What kube-apiserver refuses to start with is refused here too, in its words, whether or not the flag has an effect: a command line that
 * works here must not surprise there, and a mistake nobody tells of is found much later. The proof is test/unit/server/options/flags.json.
 */
import type { FlagValues } from "../../flags/parse.js";
import { accessChecks } from "./access.js";
import { auditingChecks } from "./auditing.js";
import { givenAmong } from "./check.js";
import { genericChecks } from "./generic.js";
import { networkChecks } from "./network.js";

export function checkFlags(flags: FlagValues): readonly string[] {
  if (flags.names.length === 0) return [];
  return [genericChecks, accessChecks, networkChecks, auditingChecks]
    .flat()
    .filter(({ of }) => givenAmong(flags, of).length > 0)
    .flatMap(({ problems }) => problems(flags));
}
