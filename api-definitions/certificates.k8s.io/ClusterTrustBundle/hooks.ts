/** What data cannot say about this kind. */
import type { ClusterTrustBundle } from "../../../src/generated/certificates.k8s.io/v1beta1/types.js";
import { type FieldError, invalidValue } from "../../../src/meta/field-error.js";
import { dns1123Subdomain } from "../../../src/meta/formats.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<ClusterTrustBundle> = { cells, validate: nameErrors };

/** A signer's bundles carry its name in front, so that nobody else can make one for it. */
function nameErrors({ metadata, spec }: ClusterTrustBundle): readonly FieldError[] {
  const { name = "" } = metadata;
  const { signerName = "" } = spec;
  const wrong = (why: string): FieldError => invalidValue("metadata.name", name, why, "signerPrefix");
  if (signerName === "") {
    if (name.includes(":")) return [wrong('ClusterTrustBundle without signer name must not have ":" in its name')];
    return dns1123Subdomain(name).map(wrong);
  }
  const prefix = `${signerName.replaceAll("/", ":")}:`;
  if (name.startsWith(prefix)) return dns1123Subdomain(name.slice(prefix.length)).map(wrong);
  return [wrong(`ClusterTrustBundle for signerName ${signerName} must be named with prefix ${prefix}`)];
}
