/** Which patch a PATCH request is, by its media type; kube-apiserver knows that before it reads anything else of the request. */
import { failure, unsupportedMediaType } from "../../meta/status.js";
import { before } from "../../util/before.js";

export type PatchType = "json" | "merge" | "strategic";

const patchTypes: ReadonlyMap<string, PatchType> = new Map([
  ["application/json-patch+json", "json"],
  ["application/merge-patch+json", "merge"],
  ["application/strategic-merge-patch+json", "strategic"],
]);

const applyTypes = ["application/apply-patch+yaml"];

/** What a patch of any kind may come as, on servers that speak CBOR. */
export const patchTypesWithCbor: readonly string[] = [
  ...patchTypes.keys(),
  ...applyTypes,
  "application/apply-patch+cbor",
];

/**
 * Throws 415. `accepted` are the media types of the kind, where it takes fewer than all (custom resources take no strategic merge
 * patch): kube-apiserver lists them only then, and answers a type that no kind takes before it looks at the kind.
 */
export function patchTypeOf(contentType: string | undefined, accepted?: readonly string[]): PatchType {
  const mediaType = before(contentType ?? "", ";");
  const type = patchTypes.get(mediaType);
  if (type === undefined) {
    if (isRoutedPatch(contentType)) throw unsupportedMediaType(accepted ?? [...patchTypes.keys(), ...applyTypes]);
    throw failure("UnsupportedMediaType", "415: Unsupported Media Type", { details: {}, unrouted: true });
  }
  if (accepted !== undefined && !accepted.includes(mediaType)) throw unsupportedMediaType(accepted);
  return type;
}

/** Does the router let it through? It looks at each part between commas and trims it, the handler at the whole, and does not. */
function isRoutedPatch(contentType: string | undefined): boolean {
  return (contentType ?? "").split(",").some((one) => patchTypes.has(before(one, ";").trim()));
}
