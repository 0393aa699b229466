/** All comparison cases. */
import type { Case } from "../case.js";
import { basicCases } from "./basic.js";
import { cborCases } from "./cbor.js";
import { collectionDeletionCases } from "./collection-deletions.js";
import { deletionCases } from "./deletions.js";
import { disruptionCases } from "./disruptions.js";
import { eventCases } from "./events.js";
import { everyVersionCases } from "./every-version.js";
import { fieldAnnotationCases } from "./field-annotations.js";
import { foundAtRandomCases } from "./found-at-random.js";
import { foundInEveryVersion } from "./found-in-every-version.js";
import { impersonationCases } from "./impersonation.js";
import { kindCases } from "./kind-cases.js";
import { type IsServed, servedByDefault } from "./kinds.js";
import { lateDefaultCases } from "./late-defaults.js";
import { listOptionCases } from "./list-options.js";
import { listCases } from "./lists.js";
import { metadataCases } from "./metadata.js";
import { moreDeletionCases } from "./more-deletions.js";
import { moreOrderCases } from "./more-orders.js";
import { namelessCases } from "./nameless.js";
import { negotiationCases } from "./negotiation.js";
import { oddTextCases } from "./odd-texts.js";
import { orderCases } from "./orders.js";
import { patchCases } from "./patches.js";
import { pathCases } from "./paths.js";
import { quantityCases } from "./quantities.js";
import { reviewCases } from "./reviews.js";
import { richCases } from "./rich-samples.js";
import { timeoutCases } from "./timeouts.js";
import { tokenCases } from "./tokens.js";
import { watchCases } from "./watches.js";
import { workloadCases } from "./workloads.js";

/** What the servers compared have in common. */
export interface Common {
  readonly isServed: IsServed;
  readonly cbor: boolean;
}

/** The table: what every server has, each kind that is served, and CBOR where it is spoken. */
export function casesFor({ isServed, cbor }: Common): readonly Case[] {
  return [...commonCases, ...kindCases(isServed), ...richCases(isServed, cbor), ...(cbor ? cborCases : [])];
}

const commonCases: readonly Case[] = [
  ...basicCases,
  ...metadataCases,
  ...listCases,
  ...listOptionCases,
  ...watchCases,
  ...deletionCases,
  ...moreDeletionCases,
  ...collectionDeletionCases,
  ...pathCases,
  ...negotiationCases,
  ...patchCases,
  ...workloadCases,
  ...quantityCases,
  ...disruptionCases,
  ...timeoutCases,
  ...tokenCases,
  ...reviewCases,
  ...eventCases,
  ...orderCases,
  ...moreOrderCases,
  ...everyVersionCases,
  ...foundInEveryVersion,
  ...fieldAnnotationCases,
  ...namelessCases,
  ...lateDefaultCases,
  ...oddTextCases,
  ...foundAtRandomCases,
  ...impersonationCases,
];

export const allCases: readonly Case[] = casesFor({ isServed: servedByDefault, cbor: false });
