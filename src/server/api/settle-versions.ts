/** What a server's options make of the definitions before anything is built from them. */
import type { GroupDefinition } from "../../registry/resource-definition.js";
import { withoutGated } from "../options/gated-resources.js";
import type { ServerOptions } from "../options/options.js";
import { refusedGates } from "../options/refused-gates.js";
import { unknownInRuntimeConfig } from "../options/runtime-config.js";
import { refusedVersions } from "../options/served-versions.js";
import { chooseStoredVersions } from "../options/stored-versions.js";
import { StartError } from "../start/start-error.js";

/** The groups with the versions their resources are stored in. Throws `StartError` for options that do not fit the groups. */
export function settleVersions(groups: readonly GroupDefinition[], options: ServerOptions): readonly GroupDefinition[] {
  const { runtimeConfig } = options;
  const gates = refusedGates(groups, options);
  if (gates !== undefined) throw new StartError(`--feature-gates: ${gates}`);
  const problem =
    unknownInRuntimeConfig(runtimeConfig, groups)?.problem ?? refusedVersions(withoutGated(groups, options), options);
  if (problem !== undefined) throw new StartError(`--runtime-config: ${problem}`);
  return chooseStoredVersions(groups, options);
}
