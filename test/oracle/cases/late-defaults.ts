/**
 * A new object lies in the store without the defaults of a status its creation emptied, so its first update, even an empty one, moves
 * the revision.
 */
import type { Case, Step } from "../case.js";
import { get, patch, post, put, steps } from "./steps.js";

const claims = "/api/v1/namespaces/NS/persistentvolumeclaims";
const claim = {
  // The finalizer is what an admission plugin would add.
  metadata: { name: "c", finalizers: ["kubernetes.io/pvc-protection"] },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
};
const nothingAt = (path: string, resourceVersion?: string): Step =>
  patch(path, resourceVersion === undefined ? {} : { metadata: { resourceVersion } });

/** The steps `first` are told apart by whether they moved the revision the claim was made at. */
function moved(name: string, ...first: readonly Step[]): Case {
  return steps(name, post(claims, claim), ...first, get(`${claims}/c`), nothingAt(`${claims}/c`, "{rv:1}"));
}

export const lateDefaultCases: readonly Case[] = [
  moved("a new claim at its revision, after nothing"),
  moved("a new claim at its revision, after an empty patch", nothingAt(`${claims}/c`)),
  moved("a new claim at its revision, after an empty dry run", nothingAt(`${claims}/c?dryRun=All`)),
  moved("a new claim at its revision, after an empty patch of its status", nothingAt(`${claims}/c/status`)),
  moved("a new claim at its revision, after a put of the same", put(`${claims}/c`, claim)),
  steps(
    "a new claim at the revision of its first, empty update",
    post(claims, claim),
    nothingAt(`${claims}/c`),
    nothingAt(`${claims}/c`),
    nothingAt(`${claims}/c/status`),
    nothingAt(`${claims}/c`, "{rv:2}"),
  ),
];
