/** Names that are kept for what is configured by files: kube-apiserver's warning, for the kinds of admission. */
import type { KubeObject } from "../../src/meta/object.js";
import type { KindHooks } from "../../src/registry/resource-definition.js";

const reserved = ".static.k8s.io";
const why = "are reserved for static manifest-based configurations and cannot be managed via the API";

function warnings({ metadata }: KubeObject): readonly string[] {
  return metadata.name?.endsWith(reserved) === true ? [`metadata.name: names ending with "${reserved}" ${why}`] : [];
}

export const reservedNameWarnings: Pick<KindHooks, "warningsOnCreate" | "warningsOnUpdate"> = {
  warningsOnCreate: warnings,
  warningsOnUpdate: warnings,
};
